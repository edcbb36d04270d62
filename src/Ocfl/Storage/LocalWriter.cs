using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// Writes and deletes files of a local storage. A file is written under another name, flushed and renamed, so that it is there whole or
/// not at all.
/// </summary>
internal sealed class LocalWriter(LocalFolder folder, LocalReader reader, LocalPlacement placement)
{
    /// <summary>Up to so many bytes are taken by the operating system without a wait that is worth another thread.</summary>
    public const int CheapToWrite = 1 << 20;

    /// <summary>Writes a file.</summary>
    public async Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken)
    {
        if (options.Length is not <= CheapToWrite)
        {
            RefuseEarly(path, options.Condition);
        }

        using TemporaryFile temporary = TemporaryFile.Create(folder.Pending);
        StorageFile written = LocalReader.Describe(
            path, await FillAsync(temporary.Handle, path, content, cancellationToken).ConfigureAwait(false));
        CheckLength(path, options.Length, written.Length);
        StorageFile placed = await placement.PlaceAsync(
            temporary.Location, written, options.Condition, cancellationToken).ConfigureAwait(false);
        temporary.Placed();
        return placed;
    }

    /// <summary>Writes a new file straight to its name.</summary>
    public async Task<StorageFile> CreateAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken)
    {
        string fullPath = folder.FullPath(path);
        using SafeFileHandle file = TryCreateNew(path, fullPath) ?? throw new StorageConditionException(path, options.Condition.ToString());
        try
        {
            LocalEntry written = await FillAsync(file, path, content, cancellationToken).ConfigureAwait(false);
            folder.Pending.GiveToOwner(file, written.Owner);
            CheckLength(path, options.Length, written.Length);
            return LocalReader.Describe(path, written);
        }
        catch
        {
            DeleteQuietly(fullPath);
            throw;
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
        folder.FlushDirectory(StoragePath.GetDirectory(path));
        folder.DeleteEmptyDirectories(StoragePath.GetDirectory(path));
        return true;
    }

    private async Task<LocalEntry> FillAsync(SafeFileHandle file, string path, Stream content, CancellationToken cancellationToken)
    {
        await LocalFileWriter.WriteAsync(file, content, mayBeDirect: folder.Flushes, cancellationToken).ConfigureAwait(false);
        folder.Flush(file, path);
        return LocalEntry.Get(file);
    }

    private SafeFileHandle? TryCreateNew(string path, string fullPath)
    {
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
