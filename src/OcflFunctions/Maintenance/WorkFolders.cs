using Ocfl.Storage;
using OcflFunctions.Storage;

namespace OcflFunctions.Maintenance;

/// <summary>Deletes folders of which a listing has shown that nobody needs them.</summary>
internal static class WorkFolders
{
    /// <summary>The files of a folder.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="most">How many files are listed; more are for another page.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<ListedFolder> ListAsync(IStorage storage, string folder, int most, CancellationToken cancellationToken)
    {
        List<StorageFile> files = [];
        List<string> empty = [];
        bool isWhole = true;
        await foreach (StorageEntry entry in storage.ListAsync(folder, recursive: true, cancellationToken))
        {
            if (entry.File is { } file)
            {
                if (files.Count == most)
                {
                    isWhole = false;
                    break;
                }

                files.Add(file);
            }
            else if (entry.Kind == StorageEntryKind.Directory)
            {
                empty.Add(entry.Path);
            }
        }

        return new ListedFolder(files, empty, isWhole);
    }

    /// <summary>
    /// Deletes the files of a folder, each in the state in which it was listed only: what was written since stays.
    /// </summary>
    /// <returns>How many bytes they had.</returns>
    public static async Task<long> DeleteAsync(IStorage storage, ListedFolder folder, CancellationToken cancellationToken)
    {
        long bytes = 0;
        foreach (StorageFile file in folder.Files)
        {
            bytes += await storage.TryDeleteAsync(file.Path, file.ETag, cancellationToken) ? file.Length : 0;
        }

        foreach (string directory in folder.EmptyDirectories)
        {
            await DeleteEmptyAsync(storage, directory, cancellationToken);
        }

        return bytes;
    }

    /// <summary>
    /// Deletes a directory, and those above it, as far as they are empty. A file that is deleted takes such directories with it, and one
    /// in which something is written at the same moment stays.
    /// </summary>
    public static async Task DeleteEmptyAsync(IStorage storage, string directory, CancellationToken cancellationToken)
    {
        if (storage.HasDirectories)
        {
            string path = StoragePath.Combine(directory, Guid.NewGuid().ToString("N"));
            await storage.WriteAsync(path, Stream.Null, new StorageWriteOptions { Length = 0 }, cancellationToken);
            await storage.DeleteAsync(path, etag: null, cancellationToken);
        }
    }
}

/// <summary>A folder as it was listed.</summary>
/// <param name="Files">Its files.</param>
/// <param name="EmptyDirectories">Its directories without files.</param>
/// <param name="IsWhole">Whether these are all.</param>
internal sealed record ListedFolder(IReadOnlyList<StorageFile> Files, IReadOnlyList<string> EmptyDirectories, bool IsWhole)
{
    /// <summary>Nothing.</summary>
    public static ListedFolder Nothing { get; } = new([], [], IsWhole: true);

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Files.Count == 0 && EmptyDirectories.Count == 0;

    /// <summary>How many bytes its files have.</summary>
    public long Bytes => Files.Sum(file => file.Length);

    /// <summary>When the last file was written; null if there is no file.</summary>
    public DateTimeOffset? LastWritten => Files.Count == 0 ? null : Files.Max(file => file.LastModified);
}
