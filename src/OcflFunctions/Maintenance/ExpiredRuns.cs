using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Ocfl.Storage;
using OcflFunctions.Durable;
using OcflFunctions.Storage;

namespace OcflFunctions.Maintenance;

/// <summary>
/// Removes finished runs: first their folders in the work area, then their instances in the engine. If it is interrupted in between, the
/// next run finds the instance again.
/// </summary>
internal sealed class ExpiredRuns(IEnumerable<IRunRecords> kinds, WorkArea work, ILogger<ExpiredRuns> logger) : IMaintenanceStep
{
    private const int AtOnce = 8;

    private static readonly OrchestrationRuntimeStatus[] Finished =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    public string Name => "runs";

    public async Task<MaintenancePage> RunAsync(MaintenancePageInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        PageBuilder builder = new(logger);
        Page<OrchestrationMetadata>? page = await ListAsync(input, client, cancellationToken);
        bool isWhole = true;
        ParallelOptions some = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(page?.Values ?? [], some, async (instance, cancellation) =>
        {
            if (Find(instance, input) is not { } kind)
            {
                return;
            }

            if (builder.Files >= input.Settings.PageFiles)
            {
                Volatile.Write(ref isWhole, false);
                return;
            }

            await builder.TryAsync($"run {instance.InstanceId}", async () =>
            {
                if (!await RemoveAsync(kind, instance.InstanceId, input, client, builder, cancellation))
                {
                    Volatile.Write(ref isWhole, false);
                }
            });
        });

        // What is removed is not listed again, so that the same page has the rest.
        return builder.Build(Volatile.Read(ref isWhole) || input.DryRun ? page?.ContinuationToken : input.After ?? "");
    }

    private IRunRecords? Find(OrchestrationMetadata instance, MaintenancePageInput input) =>
        kinds.FirstOrDefault(kind => kind.Orchestrator.Equals(instance.Name, StringComparison.OrdinalIgnoreCase)) is { } found
        && instance.LastUpdatedAt.ToUniversalTime() <= input.StartedAt - found.KeepFor(input.Settings)
            ? found
            : null;

    private async Task<Page<OrchestrationMetadata>?> ListAsync(
        MaintenancePageInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        TimeSpan shortest = kinds.Select(kind => kind.KeepFor(input.Settings)).DefaultIfEmpty(TimeSpan.Zero).Min();
        OrchestrationQuery query = new(
            CreatedTo: input.StartedAt - shortest,
            Statuses: Finished,
            PageSize: input.Settings.PageItems,
            ContinuationToken: string.IsNullOrEmpty(input.After) ? null : input.After);
        await foreach (Page<OrchestrationMetadata> page in client.GetAllInstancesAsync(query)
            .AsPages(query.ContinuationToken, input.Settings.PageItems)
            .WithCancellation(cancellationToken))
        {
            return page;
        }

        return null;
    }

    /// <returns>False if some of its files are left for the next page.</returns>
    private async Task<bool> RemoveAsync(
        IRunRecords kind,
        string id,
        MaintenancePageInput input,
        DurableTaskClient client,
        PageBuilder builder,
        CancellationToken cancellationToken)
    {
        if (!input.DryRun && !await kind.PrepareAsync(id, client, cancellationToken))
        {
            return true;
        }

        // Ids that no folder can have are possible: the engine's own API starts an instance with any.
        string? path = StoragePath.IsValid(id) && !id.Contains('/', StringComparison.Ordinal) ? kind.FolderOf(id) : null;
        ListedFolder folder = path is null
            ? ListedFolder.Nothing
            : await WorkFolders.ListAsync(work.Storage, path, input.Settings.PageFiles, cancellationToken);
        if (input.DryRun)
        {
            builder.Add(kind.Kind, 1, folder.Bytes);
            return true;
        }

        // After the listing: an operator may have restarted it.
        if (await client.GetLifeAsync(id, cancellationToken) != UpdateLife.Ended)
        {
            return true;
        }

        long bytes = await WorkFolders.DeleteAsync(work.Storage, folder, cancellationToken);
        bool isRemoved = folder.IsWhole && await TryPurgeAsync(client, id, cancellationToken);
        builder.Add(kind.Kind, isRemoved ? 1 : 0, bytes, folder.Files.Count);
        return folder.IsWhole;
    }

    private static async Task<bool> TryPurgeAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.PurgeInstanceAsync(id, cancellationToken)).PurgedInstanceCount > 0;
        }
        catch (Exception restarted) when (restarted is InvalidOperationException
            || restarted is RpcException { StatusCode: StatusCode.FailedPrecondition })
        {
            return false;
        }
    }
}
