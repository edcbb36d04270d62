using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;

namespace OcflFunctions.Maintenance;

/// <summary>Gives unused space of the embedded engine's database back, after everything else.</summary>
internal sealed class UnusedSpace(IEngineSpace space) : IMaintenanceStep
{
    public string Name => "database";

    public async Task<MaintenancePage> RunAsync(MaintenancePageInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        EngineSpace released = await space.ReleaseAsync(input.DryRun ? 0 : input.Settings.PageDatabasePages, cancellationToken);
        long pages = input.DryRun ? released.UnusedPages : released.ReleasedPages;
        return new MaintenancePage(
            pages > 0 ? [new RemovedItems(RemovedKind.Database, pages, pages * released.PageBytes)] : [],
            Next: input.DryRun || released.ReleasedPages == 0 || released.UnusedPages == 0 ? null : "more");
    }
}
