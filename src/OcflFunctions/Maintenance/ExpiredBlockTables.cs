using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Objects;
using OcflFunctions.Storage;

namespace OcflFunctions.Maintenance;

/// <summary>Removes digests of blocks of contents that have not been read for some time, or are gone.</summary>
internal sealed class ExpiredBlockTables(
    WorkArea work, IOptions<OcflOptions> options, ILogger<ExpiredBlockTables> logger) : IMaintenanceStep
{
    public string Name => "block digests";

    public Task<MaintenancePage> RunAsync(MaintenancePageInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        PageBuilder builder = new(logger);
        DateTimeOffset limit = input.StartedAt - options.Value.Objects.KeepBlockDigests;
        return FolderPages.RunFilesAsync(
            work.Storage, BlockTables.Folder, input, builder, RemoveAsync, cancellationToken);

        async Task RemoveAsync(StorageFile file)
        {
            // In the state in which it was listed: one that is used at this moment is written once more.
            if (file.LastModified < limit
                && (input.DryRun || await work.TryDeleteAsync(file.Path, file.ETag, cancellationToken)))
            {
                builder.Add(RemovedKind.BlockDigests, 1, file.Length, 1);
            }
        }
    }
}
