using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ocfl;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Http;

namespace OcflFunctions.Maintenance;

/// <summary>Starts runs of maintenance, one at a time.</summary>
public sealed class MaintenanceStarter(
    MaintenanceRegister register, IEnumerable<IMaintenanceStep> steps, IOptions<OcflOptions> options)
{
    /// <summary>Starts a run.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The run's id, or that of the run that is under way.</returns>
    internal Task<(string Id, bool IsNew)> StartAsync(
        DurableTaskClient client, MaintenanceRequest request, CancellationToken cancellationToken) => register.StartAsync(
        client,
        start => client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Maintain),
            new MaintenanceInput(request.DryRun, MaintenanceSettings.From(options.Value), [.. steps.Select(step => step.Name)]),
            start,
            cancellationToken),
        cancellationToken);
}

/// <summary>Reads the body of <c>POST /api/maintenance</c>.</summary>
internal static class MaintenanceRequestReader
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="ProblemException">Something is wrong with it; the problem lists all of it.</exception>
    public static MaintenanceRequest Read(JsonElement body)
    {
        RequestFields fields = new([]);
        Dictionary<string, JsonElement> members = fields.Members(body, "", ContractsJson.Default.MaintenanceRequest) ?? [];
        bool dryRun = fields.Flag(members, "", RequestFields.NameOf(nameof(MaintenanceRequest.DryRun))) ?? false;
        fields.ThrowIfWrong();
        return new MaintenanceRequest { DryRun = dryRun };
    }
}

/// <summary>Starts maintenance on its schedule.</summary>
public sealed class MaintainOnSchedule(
    MaintenanceStarter starter, IOptions<OcflOptions> options, ILogger<MaintainOnSchedule> logger)
{
    /// <summary>Starts a run, unless one is under way.</summary>
    [Function(nameof(MaintainOnSchedule))]
    public async Task RunAsync(
        [TimerTrigger($"%{MaintenanceOptions.ScheduleSetting}%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (!options.Value.Maintenance.Enabled)
        {
            return;
        }

        try
        {
            await starter.StartAsync(client, new MaintenanceRequest(), cancellationToken);
        }
        catch (OcflException failure)
        {
            logger.NotStarted(failure);
        }
    }
}
