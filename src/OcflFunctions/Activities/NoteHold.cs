using Microsoft.Azure.Functions.Worker;
using OcflFunctions.Contracts;
using OcflFunctions.Telemetry;

namespace OcflFunctions.Activities;

/// <summary>Counts a hold, which an orchestrator that is replayed cannot do itself.</summary>
public sealed class NoteHold(UpdateTelemetry telemetry)
{
    /// <summary>Run again, it counts again: nothing tells the two apart, since the storage may be what is out of order.</summary>
    [Function(nameof(NoteHold))]
    public Task RunAsync([ActivityTrigger] UpdateIdentity update)
    {
        ArgumentNullException.ThrowIfNull(update);
        telemetry.Held();
        return Task.CompletedTask;
    }
}
