using Microsoft.Azure.Functions.Worker;
using OcflFunctions.Contracts;
using OcflFunctions.Telemetry;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Counts a hold, which an orchestrator that is replayed cannot do itself.</summary>
public sealed class NoteHold(HoldStore holds, UpdateTelemetry telemetry, TimeProvider time)
{
    // A storage that does not answer may be what the update is held for, and somebody wants to know.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Run again, it finds the hold noted, and counts nothing.</summary>
    [Function(nameof(NoteHold))]
    public async Task RunAsync([ActivityTrigger] HoldInput hold, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hold);
        if (await IsFirstAsync(hold, cancellationToken))
        {
            telemetry.Held();
        }
    }

    private async Task<bool> IsFirstAsync(HoldInput hold, CancellationToken cancellationToken)
    {
        if (hold.Number is not { } number)
        {
            return true;
        }

        using CancellationTokenSource enough = new(Patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        try
        {
            return await holds.TryNoteAsync(hold.Id, hold.Created, number, either.Token);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Rather counted twice than not at all.
            return true;
        }
    }
}
