using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ocfl;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Http;

namespace OcflFunctions.Audits;

/// <summary>Starts runs of audits, one at a time.</summary>
public sealed class AuditStarter(AuditRegister register, IOptions<OcflOptions> options)
{
    /// <summary>Starts a run.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The run's id, or that of the run that is under way.</returns>
    internal Task<(string Id, bool IsNew)> StartAsync(
        DurableTaskClient client, AuditRequest request, CancellationToken cancellationToken) => register.StartAsync(
        client,
        start => client.ScheduleNewOrchestrationInstanceAsync(
            nameof(RunAudit),
            new AuditInput(request, options.Value.Audits.ToSettings(options.Value.Updates)),
            start,
            cancellationToken),
        cancellationToken);
}

/// <summary>Reads the body of <c>POST /api/audits</c>.</summary>
internal static class AuditRequestReader
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="ProblemException">Something is wrong with it; the problem lists all of it.</exception>
    public static AuditRequest Read(JsonElement body)
    {
        RequestFields fields = new([]);
        Dictionary<string, JsonElement> members = fields.Members(body, "", ContractsJson.Default.AuditRequest) ?? [];
        bool all = fields.Flag(members, "", RequestFields.NameOf(nameof(AuditRequest.All))) ?? false;
        fields.ThrowIfWrong();
        return new AuditRequest { All = all };
    }
}

/// <summary>
/// Starts audits on their schedule, and reads the coverage for the metrics. Its own trigger is fixed, so that an empty schedule is possible
/// in every host, and a start that was missed is made up for (decision 67).
/// </summary>
public sealed class AuditObjects(
    AuditStarter starter,
    AuditRegister register,
    AuditRunStore runs,
    AuditTelemetry telemetry,
    IOptions<OcflOptions> options,
    TimeProvider time,
    ILogger<AuditObjects> logger)
{
    private const string EveryFiveMinutes = "0 */5 * * * *";

    // Without a run before, an occurrence counts if it is not older than this: a little more than the trigger's own interval.
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(6);

    /// <summary>Starts a run if an occurrence of the schedule is past since the last run began.</summary>
    [Function(nameof(AuditObjects))]
    public async Task RunAsync(
        [TimerTrigger(EveryFiveMinutes, UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        try
        {
            if (await runs.TryGetCoverageAsync(cancellationToken) is { } coverage)
            {
                telemetry.Observed(coverage);
            }

            string schedule = options.Value.Audits.Schedule;
            if (schedule.Length > 0
                && ScheduleText.Next(
                    schedule, await register.GetLastAsync(cancellationToken) ?? time.GetUtcNow() - Recent) <= time.GetUtcNow())
            {
                await starter.StartAsync(client, new AuditRequest(), cancellationToken);
            }
        }
        catch (OcflException failure)
        {
            logger.NotStarted(failure);
        }
    }
}
