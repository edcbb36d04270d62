using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// Writes and deletes files of a local storage. A file is written under another name, flushed and renamed, so that it is there whole or
/// not at all.
/// </summary>
internal sealed class LocalWriter(
    LocalFolder folder, LocalReader reader, LocalPlacement placement, Action<string>? created, OpenDirectories? directories)
{
    /// <summary>Up to so many bytes are taken by the operating system without a wait that is worth another thread.</summary>
    public const int CheapToWrite = 1 << 20;

    /// <summary>Writes a file.</summary>
    public async ValueTask<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken)
    {
        if (options.Length is not <= CheapToWrite)
        {
            RefuseEarly(path, options.Condition);
        }

        using TemporaryFile temporary = TemporaryFile.Create(folder.Pending);
        await FillAsync(temporary.Handle, path, content, cancellationToken).ConfigureAwait(false);
        StorageFile written = LocalReader.Describe(path, LocalEntry.Get(temporary.Handle));
        CheckLength(path, options.Length, written.Length);
        StorageFile placed = await placement.PlaceAsync(
            temporary.Location, written, options.Condition, cancellationToken).ConfigureAwait(false);
        temporary.Placed();
        return placed;
    }

    /// <summary>Writes a new file straight to its name, which nobody else uses. If writing fails, the file is deleted.</summary>
    /// <exception cref="StorageConditionException">There is a file of that name.</exception>
    public async ValueTask<StorageFile> CreateAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = TryCreateNew(path) ?? throw IsTaken(path, options);
        try
        {
            await FillAsync(file, path, content, cancellationToken).ConfigureAwait(false);
            LocalEntry written = LocalEntry.Get(file);
            folder.Pending.GiveToOwner(file, written.Owner);
            CheckLength(path, options.Length, written.Length);
            return LocalReader.Describe(path, written);
        }
        catch
        {
            DeleteQuietly(folder.FullPath(path));
            throw;
        }
    }

    /// <summary>
    /// Writes a new file straight to its name, and locks it until it is whole. If writing fails, the file stays, since another run may
    /// already use it.
    /// </summary>
    /// <exception cref="StorageConditionException">
    /// There is a file of that name, or this one has been replaced or deleted before it was locked.
    /// </exception>
    [SupportedOSPlatform("linux")]
    public async ValueTask<StorageFile> CreateLockedAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = TryCreateNew(path) ?? throw IsTaken(path, options);
        created?.Invoke(folder.FullPath(path));
        switch (Flock.TryTake(file))
        {
            case FlockOutcome.IsHeld:
                // Whoever found it empty, and replaces it, holds the lock.
                throw IsTaken(path, options);
            case FlockOutcome.CannotLock:
                throw new IOException($"The file system of {folder.FullPath(path)} has no locks.");
        }

        try
        {
            folder.Pending.GiveToOwner(file);
            await FillAsync(file, path, content, cancellationToken).ConfigureAwait(false);
            LocalEntry written = LocalEntry.Get(file);
            if (written.Links == 0)
            {
                throw IsTaken(path, options);
            }

            CheckLength(path, options.Length, written.Length);
            return LocalReader.Describe(path, written);
        }
        finally
        {
            Flock.Release(file);
        }
    }

    /// <summary>Deletes a file, and the directories that are empty without it.</summary>
    /// <returns>False if there is none.</returns>
    public async Task<bool> DeleteAsync(string path, string? etag, CancellationToken cancellationToken)
    {
        if (reader.Find(path) is null)
        {
            return false;
        }

        IDirectoryLock held = await placement.LockFileAsync(path, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            return Delete(path, etag);
        }
    }

    /// <summary>
    /// Checks a condition before content is written that could not be placed. It is checked again when the content is placed.
    /// </summary>
    /// <exception cref="StorageConditionException">The file exists, and must not.</exception>
    public void RefuseEarly(string path, StorageCondition condition)
    {
        if (condition.MustBeAbsent && reader.Find(path) is not null)
        {
            throw new StorageConditionException(path, condition.ToString());
        }
    }

    private bool Delete(string path, string? etag)
    {
        StorageFile? file = reader.Find(path);
        if (file is null)
        {
            return false;
        }

        if (etag is not null && file.ETag != etag)
        {
            throw new StorageConditionException(path, StorageCondition.IfMatch(etag).ToString());
        }

        File.Delete(folder.FullPath(path));
        folder.FlushDirectoryOf(path);
        folder.DeleteEmptyDirectories(StoragePath.GetDirectory(path));
        return true;
    }

    private static StorageConditionException IsTaken(string path, StorageWriteOptions options) => new(path, options.Condition.ToString());

    private async ValueTask FillAsync(SafeFileHandle file, string path, Stream content, CancellationToken cancellationToken)
    {
        await LocalFileWriter.WriteAsync(file, content, mayBeDirect: folder.Flushes, cancellationToken).ConfigureAwait(false);
        folder.Flush(file, path);
    }

    private SafeFileHandle? TryCreateNew(string path)
    {
        bool isTaken = false;
        SafeFileHandle? made = directories?.TryCreateNew(path, out isTaken);
        if (made is not null || isTaken)
        {
            return made;
        }

        string fullPath = folder.FullPath(path);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return LocalFile.CreateNew(fullPath);
            }
            catch (IOException) when (Path.Exists(fullPath))
            {
                return null;
            }
            catch (Exception failure)
                when (failure is DirectoryNotFoundException or FileNotFoundException && attempt < LocalFolder.MaxAttempts)
            {
                folder.MakeDirectory(StoragePath.GetDirectory(path));
            }
            catch (IOException failure) when (folder.IsRefusalOfName(path, failure))
            {
                throw new StorageNameException(path, folder.Location, failure);
            }
        }
    }

    private static void CheckLength(string path, long? planned, long actual)
    {
        if (planned is { } length && length != actual)
        {
            throw new StorageException(
                string.Create(CultureInfo.InvariantCulture, $"'{path}' has {actual} bytes, not the {length} that were announced."));
        }
    }

    private static void DeleteQuietly(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (DirectoryNotFoundException)
        {
            // The update that it belonged to has been cleared meanwhile.
        }
    }
}
