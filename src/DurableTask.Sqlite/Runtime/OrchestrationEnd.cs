using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Runtime;

/// <summary>How a run ended.</summary>
internal abstract record OrchestrationEnd
{
    private OrchestrationEnd()
    {
    }

    /// <summary>For good.</summary>
    /// <param name="Status">Completed, failed or terminated.</param>
    /// <param name="Output">JSON; null where there is none.</param>
    /// <param name="Failure">JSON; null unless failed.</param>
    /// <param name="Recursive">Whether children are terminated too.</param>
    internal sealed record Finished(OrchestrationRuntimeStatus Status, string? Output, string? Failure, bool Recursive = false) : OrchestrationEnd;

    /// <summary>To start over.</summary>
    /// <param name="Input">JSON; null where there is none.</param>
    /// <param name="Version">Of the next run.</param>
    /// <param name="HandedOn">Events that nobody had taken.</param>
    internal sealed record StartedOver(string? Input, string Version, IReadOnlyList<InboxMessage> HandedOn) : OrchestrationEnd;
}
