using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// The files of an update on a storage that writes in place: written and deleted on condition that they still are what was last seen.
/// </summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="owner">The update's id, which is the owner of its files.</param>
internal sealed class OwnedFiles(IStorage storage, string owner)
{
    private const int MaxAttempts = 100;

    /// <summary>
    /// Limits the attempts to write a file. Each further attempt follows a change that another made: a storage that contradicts itself
    /// makes no progress.
    /// </summary>
    /// <exception cref="StorageException">There were too many.</exception>
    public void RequireProgress(string path, int attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (attempt > MaxAttempts)
        {
            throw new StorageException($"'{path}' in {storage.Location} cannot be written: it changes between each read and the write.");
        }
    }

    /// <summary>Writes a file, unless it is there with these bytes and owned by this update.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it is to hold.</param>
    /// <param name="isExpected">Whether it is likely there already; then it is read before it is written, not after.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ActivityResult> MakeAsync(string path, FileContent content, bool isExpected, CancellationToken cancellationToken)
    {
        StoredFile? found = isExpected
            ? await StoredFile.CompareAsync(storage, path, content, cancellationToken).ConfigureAwait(false)
            : null;
        for (int attempt = 1; found is null || found.File.Owner != owner || !found.IsSame; attempt++)
        {
            RequireProgress(path, attempt, cancellationToken);
            try
            {
                StorageCondition condition = StorageCondition.IfStill(found?.File.ETag);
                await StoredFile.WriteAsync(storage, path, content, condition, owner, cancellationToken).ConfigureAwait(false);
                return ActivityResult.Done(content.Length);
            }
            catch (StorageConditionException)
            {
                // It exists, or has changed since it was read.
                found = await StoredFile.CompareAsync(storage, path, content, cancellationToken).ConfigureAwait(false);
            }
        }

        return ActivityResult.AlreadyDone("file already exists");
    }

    public async Task DeleteWhereAsync(string directory, Predicate<StorageFile> condition, CancellationToken cancellationToken)
    {
        List<StorageFile> files = [];
        await foreach (StorageEntry entry in storage.ListAsync(directory, recursive: true, cancellationToken).ConfigureAwait(false))
        {
            if (entry.File is { } file && condition(file))
            {
                files.Add(file);
            }
        }

        foreach (StorageFile file in files)
        {
            await DeleteAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task DeleteOwnAsync(string path, CancellationToken cancellationToken)
    {
        StorageFile? file = await storage.GetFileAsync(path, cancellationToken).ConfigureAwait(false);
        if (file?.Owner == owner)
        {
            await DeleteAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task DeleteAsync(StorageFile file, CancellationToken cancellationToken)
    {
        try
        {
            await storage.DeleteAsync(file.Path, file.ETag, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException)
        {
            // It is no longer the file that was read: another update has taken it over.
        }
    }
}
