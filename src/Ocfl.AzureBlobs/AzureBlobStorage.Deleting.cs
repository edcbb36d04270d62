using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

public sealed partial class AzureBlobStorage
{
    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default)
    {
        BlockBlobClient blob = GetBlob(path);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            BlobRequestConditions? conditions = etag is null ? null : new() { IfMatch = new ETag(etag) };
            await blob.DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, conditions, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception fault) when (BlobFaults.IsBlobMissing(fault))
        {
            return false;
        }
        catch (Exception fault) when (BlobFaults.IsConditionFailed(fault))
        {
            return await GetStateAsync(blob, path, cancellationToken).ConfigureAwait(false) is null
                ? false
                : throw new StorageConditionException(path, StorageCondition.IfMatch(etag ?? "?").ToString(), fault);
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
        {
            throw _faults.Translate(fault, path);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Folder markers of other tools in it are deleted, too.</remarks>
    public async Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default)
    {
        string prefix = _prefix + StoragePath.Validate(directory) + "/";
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        ParallelOptions some = new() { MaxDegreeOfParallelism = _options.DeletesAtOnce, CancellationToken = cancellationToken };
        List<string> folders = [];
        await Parallel.ForEachAsync(
            FilesAsync(), some, async (name, cancel) => await DeleteBlobAsync(name, cancel).ConfigureAwait(false)).ConfigureAwait(false);

        // With a hierarchical namespace only an empty folder can be deleted, so the innermost is first.
        foreach (string folder in folders.OrderByDescending(name => name.Count(character => character == '/')))
        {
            await DeleteBlobAsync(folder, cancellationToken).ConfigureAwait(false);
        }

        async IAsyncEnumerable<string> FilesAsync()
        {
            await foreach (BlobItem blob in EnumerateAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                if (IsFolderMarker(blob))
                {
                    folders.Add(blob.Name);
                }
                else
                {
                    yield return blob.Name;
                }
            }
        }
    }

    private async ValueTask DeleteBlobAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await _container.GetBlobClient(name).DeleteAsync(
                DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (BlobFaults.IsBlobMissing(fault))
        {
            // It is already deleted.
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
        {
            throw _faults.Translate(fault, name[_prefix.Length..]);
        }
    }
}
