using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Imports;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Maintenance;

/// <summary>
/// Ends imports of objects that no longer run, as <see cref="SweepImports"/> does each night, and removes lists that no mark leads to: a
/// run that was late wrote them, and died before it could remove them.
/// </summary>
internal sealed class UnfinishedImports(
    WorkArea work, ImportWork imports, ImportLeftovers leftovers, UnreadableRecords unreadable, ILogger<UnfinishedImports> logger)
    : IMaintenanceStep
{
    public string Name => "imports";

    public async Task<MaintenancePage> RunAsync(MaintenancePageInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        PageBuilder builder = new(logger);
        if (input.After is null)
        {
            await foreach (ImportMark mark in leftovers.ListOverAsync(
                client,
                (path, failure) =>
                {
                    unreadable.Skip(path, failure);
                    builder.Fail(path, failure);
                },
                input.StartedAt,
                cancellationToken))
            {
                await builder.TryAsync($"import {mark.Owner}", () => EndAsync(mark, input, builder, cancellationToken));
            }
        }

        HashSet<string> marked = await imports.ListAsync((_, _) => { }, cancellationToken)
            .Select(open => open.Value.Owner)
            .ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        return await FolderPages.RunAsync(work.Storage, ImportWork.Lists, input, builder, (owner, page) =>
            marked.Contains(owner) ? Task.FromResult(true) : RemoveAsync(owner, input, client, page, cancellationToken), cancellationToken);
    }

    private async Task EndAsync(ImportMark mark, MaintenancePageInput input, PageBuilder builder, CancellationToken cancellationToken)
    {
        ListedFolder list = await ListAsync(mark.Owner, input, cancellationToken);
        if (!input.DryRun)
        {
            await leftovers.EndAsync(mark, cancellationToken);
        }

        builder.Add(RemovedKind.Leftovers, 1, list.Bytes, list.Files.Count);
    }

    private async Task<bool> RemoveAsync(
        string owner, MaintenancePageInput input, DurableTaskClient client, PageBuilder builder, CancellationToken cancellationToken)
    {
        ListedFolder list = await ListAsync(owner, input, cancellationToken);

        // After the listing: what starts at the same moment is running now.
        UpdateLife life = await client.GetLifeAsync(owner, cancellationToken);
        if (!SweepLeftovers.IsOver(life, list.LastWritten, input.StartedAt))
        {
            return true;
        }

        if (!input.DryRun)
        {
            await WorkFolders.DeleteAsync(work.Storage, list, cancellationToken);
        }

        builder.Add(RemovedKind.Leftovers, list.IsWhole || input.DryRun ? 1 : 0, list.Bytes, list.Files.Count);
        return list.IsWhole || input.DryRun;
    }

    private Task<ListedFolder> ListAsync(string owner, MaintenancePageInput input, CancellationToken cancellationToken) =>
        WorkFolders.ListAsync(work.Storage, ImportWork.FolderOf(owner), input.Settings.PageFiles, cancellationToken);
}
