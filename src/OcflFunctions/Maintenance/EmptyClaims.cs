using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Maintenance;

/// <summary>
/// Releases places of updates that no longer run, and removes queues with no place in them. Before that, it removes what updates that no
/// longer run left in the object itself, on a storage that writes in place: each of them had a place in the object's queue.
/// </summary>
internal sealed class EmptyClaims(
    WorkArea work, ClaimStore claims, NextUpdate next, AbandonedVersions abandoned, ILogger<EmptyClaims> logger) : IMaintenanceStep
{
    // A queue that was empty for less than this is likely used again soon.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    public string Name => "claims";

    public Task<MaintenancePage> RunAsync(MaintenancePageInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        PageBuilder builder = new(logger);
        return FolderPages.RunFilesAsync(
            work.Storage,
            ClaimStore.Folder,
            input,
            builder,
            file => RemoveAsync(file, input, client, builder, cancellationToken),
            cancellationToken);
    }

    private async Task RemoveAsync(
        StorageFile file, MaintenancePageInput input, DurableTaskClient client, PageBuilder builder, CancellationToken cancellationToken)
    {
        if (await claims.TryReadAsync(file.Path, cancellationToken) is not { } found)
        {
            return;
        }

        if (found.Value.Updates is [var first, ..])
        {
            if (!input.DryRun && await claims.IsGoneAsync(found.Value, first, client.GetLifeAsync, cancellationToken))
            {
                await next.ReleaseAsync(found.Value.ObjectId, first, client, cancellationToken);
            }

            return;
        }

        TimeSpan margin = input.Settings.KeepRuns < Margin ? input.Settings.KeepRuns : Margin;
        if (file.LastModified > input.StartedAt - margin)
        {
            return;
        }

        (long count, long bytes) = await abandoned.RemoveAsync(found.Value.ObjectId, client, input.DryRun, cancellationToken);
        builder.Add(RemovedKind.Pending, count, bytes, (int)count);

        // In the state in which its queue was empty. No other record of this object has so few bytes, so that the state never comes back
        // with another content (decision 58).
        if (input.DryRun || await work.TryDeleteAsync(file.Path, found.ETag, cancellationToken))
        {
            builder.Add(RemovedKind.Claims, 1, file.Length, 1);
        }
    }
}
