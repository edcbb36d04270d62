using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Audits;

/// <summary>The last runs of audits, of which one runs at a time; and whether audits keep up, for health.</summary>
public sealed class AuditRegister(WorkArea work, AuditRunStore runs, IOptions<OcflOptions> options, TimeProvider time) : IHealthRemark
{
    /// <summary>How many runs are listed.</summary>
    internal const int MostListed = 10;

    private readonly RunTurns _turns = new("audits/runs.json", work, time);

    /// <inheritdoc/>
    public string Name => "audits";

    /// <inheritdoc cref="RunTurns.StartAsync"/>
    internal Task<(string Id, bool IsNew)> StartAsync(
        DurableTaskClient client, Func<StartOrchestrationOptions, Task> scheduleAsync, CancellationToken cancellationToken) =>
        _turns.StartAsync(client, scheduleAsync, cancellationToken);

    /// <summary>The last runs, the newest first.</summary>
    internal async Task<IReadOnlyList<OrchestrationMetadata>> ListAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        List<OrchestrationMetadata> found = [];
        foreach (RunTurn turn in (await _turns.ListAsync(cancellationToken)).Take(MostListed))
        {
            if (await AuditInstances.TryGetAsync(client, turn.Id, cancellationToken) is { } instance)
            {
                found.Add(instance);
            }
        }

        return found;
    }

    /// <summary>When the last run took its turn, in UTC; null if there was none.</summary>
    internal async Task<DateTimeOffset?> GetLastAsync(CancellationToken cancellationToken) =>
        (await _turns.ListAsync(cancellationToken)) is [{ } last, ..] ? last.At : null;

    /// <summary>What is said about audits: <c>off</c>, <c>ok</c>, or how late they are. A finding is not a fault of the service.</summary>
    /// <inheritdoc/>
    public async Task<string> DescribeAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        AuditOptions audits = options.Value.Audits;
        if (audits.Schedule.Length == 0)
        {
            return "off";
        }

        // The newest may still run: then the one before counts.
        foreach (RunTurn turn in (await _turns.ListAsync(cancellationToken)).Take(2))
        {
            if (await AuditInstances.TryGetAsync(client, turn.Id, cancellationToken) is { } instance
                && instance.RuntimeStatus.IsFinished())
            {
                if (AuditViews.StatusOf(instance) is AuditStatus.Failed or AuditStatus.Terminated)
                {
                    return "The last run did not finish; GET /api/audits says why.";
                }

                break;
            }
        }

        AuditCoverage? coverage = await runs.TryGetCoverageAsync(cancellationToken);
        TimeSpan late = coverage?.OldestCheck is { } oldest ? time.GetUtcNow() - oldest - audits.Interval : TimeSpan.Zero;
        return late <= TimeSpan.Zero
            ? "ok"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The oldest check is {Show(late)} later than Ocfl:Audits:Interval allows; audits do not keep up.");
    }

    private static string Show(TimeSpan late) => late >= TimeSpan.FromDays(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(late.TotalDays):0} days")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(late.TotalHours):0} h");
}
