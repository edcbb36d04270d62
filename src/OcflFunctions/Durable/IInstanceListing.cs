using Microsoft.DurableTask.Client;

namespace OcflFunctions.Durable;

/// <summary>Lists the instances of an orchestrator, newest first, without searching the whole history: each host in its own way.</summary>
public interface IInstanceListing
{
    /// <summary>The instances, portion by portion, with inputs and outputs.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="selection">Which. A host may return more than are selected.</param>
    /// <param name="cancellationToken">Stops it.</param>
    IAsyncEnumerable<InstancePortion> ReadAsync(
        DurableTaskClient client, InstanceSelection selection, CancellationToken cancellationToken);
}

/// <summary>Which instances to list.</summary>
/// <param name="Orchestrator">The orchestrator's name, in any case.</param>
public sealed record InstanceSelection(string Orchestrator)
{
    /// <summary>The JSON path of the object's id in the input of an update.</summary>
    public const string ObjectIdPath = "$.request.objectId";

    /// <summary>The JSON path of the outcome in the output of an update or a validation.</summary>
    public const string OutcomePath = "$.outcome";

    /// <summary>Only in these statuses; empty for all.</summary>
    public IReadOnlyCollection<OrchestrationRuntimeStatus> Statuses { get; init; } = [];

    /// <summary>Only those created at this time or later; null for all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those created before this time; null for all.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only those created after others in the list: at this time or before; null from the newest.</summary>
    public DateTimeOffset? AfterCreatedAt { get; init; }

    /// <summary>Of those created at <see cref="AfterCreatedAt"/> only the ones with a smaller id.</summary>
    public string AfterId { get; init; } = "";

    /// <summary>Only requests for this object; null for all.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Only those with this outcome; null for all.</summary>
    public string? Outcome { get; init; }
}

/// <summary>A portion of a list.</summary>
/// <param name="Instances">The instances, in the order of the list.</param>
/// <param name="ReadTo">The list has been read up to an instance of this time,</param>
/// <param name="ReadToId">and, of those of that time, down to this id; empty for all of them.</param>
/// <param name="Examined">How many instances were read for it.</param>
public sealed record InstancePortion(
    IReadOnlyList<OrchestrationMetadata> Instances, DateTimeOffset ReadTo, string ReadToId, int Examined);
