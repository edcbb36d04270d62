using System.Globalization;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Maintenance;

namespace OcflFunctions.Local.Hosting;

/// <summary><c>maintain</c>: one run of maintenance on a data folder that no service uses now.</summary>
internal static class MaintainCommand
{
    private const int Done = 0;
    private const int HasErrors = 1;

    /// <summary>Runs it, and prints what was removed.</summary>
    /// <param name="line">The data folder and settings.</param>
    /// <param name="output">Gets a line for each kind.</param>
    /// <param name="cancellationToken">Stops waiting; the next run continues.</param>
    /// <returns>0; 1 if some of it could not be removed.</returns>
    /// <exception cref="InvalidOperationException">A service uses the data folder.</exception>
    public static async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken cancellationToken)
    {
        (LocalApplication built, _) = LocalService.Build(
            line, "http://127.0.0.1:0", builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        await using LocalApplication application = built;
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (DatabaseInUseException inUse)
        {
            throw new InvalidOperationException(
                $"{inUse.Message} While the service runs, send POST /api/maintenance to it instead.", inUse);
        }

        MaintenanceRun run = await MaintainAsync(application.Services, line.DryRun, cancellationToken);
        await WriteAsync(run, output);
        return run.Status == MaintenanceStatus.Completed ? Done : HasErrors;
    }

    private static async Task<MaintenanceRun> MaintainAsync(IServiceProvider services, bool dryRun, CancellationToken cancellationToken)
    {
        var client = services.GetRequiredService<DurableTaskClient>();
        var starter = services.GetRequiredService<MaintenanceStarter>();
        while (true)
        {
            // A run that an earlier process left continues first.
            (string id, bool isNew) = await starter.StartAsync(
                client, new MaintenanceRequest { DryRun = dryRun }, cancellationToken);
            OrchestrationMetadata instance = await client.WaitForInstanceCompletionAsync(
                id, getInputsAndOutputs: true, cancellationToken);
            if (isNew)
            {
                return MaintenanceViews.Describe(instance, "");
            }
        }
    }

    private static async Task WriteAsync(MaintenanceRun run, TextWriter output)
    {
        string verb = run.DryRun ? "would be removed" : "removed";
        foreach (RemovedItems items in run.Removed)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{items.Kind}: {items.Count} {verb}, {items.Bytes} bytes"));
        }

        if (run.Removed.Count == 0)
        {
            await output.WriteLineAsync($"Nothing {verb}.");
        }

        foreach (MaintenanceError error in run.Errors)
        {
            await output.WriteLineAsync($"Step '{error.Step}' had an error: {error.Error.Type}: {error.Error.Message}");
        }
    }
}
