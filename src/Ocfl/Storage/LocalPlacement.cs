namespace Ocfl.Storage;

/// <summary>Gives files of a local storage their names: by one rename, on condition, and durably.</summary>
/// <param name="folder">The folder.</param>
/// <param name="reader">Reads what is in it.</param>
/// <param name="locks">The locks of the files.</param>
/// <param name="renaming">Called before each rename, for tests; null for nothing.</param>
internal sealed class LocalPlacement(LocalFolder folder, LocalReader reader, FileLocks locks, Action<string, string>? renaming)
{
    /// <summary>Gives a complete, flushed file its name, on condition.</summary>
    public async Task<StorageFile> PlaceAsync(
        string temporary, StorageFile file, StorageCondition condition, CancellationToken cancellationToken)
    {
        if (condition.ETag is null && TryPlaceNew(temporary, file.Path, condition))
        {
            return file;
        }

        if (condition.ETag is not null && reader.Find(file.Path) is null)
        {
            throw new StorageConditionException(file.Path, condition.ToString());
        }

        IDirectoryLock held = await LockFileAsync(file.Path, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            return Place(temporary, file, condition);
        }
    }

    /// <summary>Gives a complete file a name that is free, in one step.</summary>
    /// <returns>Null if the file system has no such step, or it failed otherwise.</returns>
    /// <exception cref="IOException">The name is on another volume, or its directory cannot be made or flushed.</exception>
    public RenameOutcome? TryTakeName(string from, string path) => TryTakeName(from, path, LocalRename.TryToNewName);

    /// <summary>Moves a file to a new name.</summary>
    /// <returns>The file; null if it cannot be moved there, but copied.</returns>
    public async Task<StorageFile?> TryMoveAsync(
        string from, StorageFile file, StorageCondition condition, CancellationToken cancellationToken)
    {
        try
        {
            return await PlaceAsync(from, file, condition, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException failure) when (failure is not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(from))
        {
            // Another volume, or a file system that cannot: the bytes are copied instead.
            return null;
        }
    }

    /// <summary>
    /// Gives a file that is never written to again a second name, if that name is free. A file that has two names already gets no third:
    /// what two objects have in common would change in both.
    /// </summary>
    /// <returns>The file; null if it cannot have the name, but be copied.</returns>
    /// <exception cref="StorageConditionException">There is something of that name.</exception>
    public StorageFile? TryLink(string from, StorageFile file, StorageCondition condition) =>
        IsPlaced(TryTakeName(from, file.Path, LinkSecondName), from, file.Path, condition) ? file : null;

    /// <summary>Locks a file. A file is its own lock: if it does not exist, there is nothing to compare and swap.</summary>
    public Task<IDirectoryLock> LockFileAsync(string path, CancellationToken cancellationToken) =>
        locks.TakeAsync(path, () => LocalEntry.TryGet(folder.FullPath(path)) is { Kind: StorageEntryKind.File }
            ? folder.FullPath(path)
            : null, cancellationToken);

    // A new name needs no lock where the file system can take one without overwriting.
    private bool TryPlaceNew(string temporary, string path, StorageCondition condition) =>
        IsPlaced(TryTakeName(temporary, path), temporary, path, condition);

    private static bool IsPlaced(RenameOutcome? outcome, string from, string path, StorageCondition condition) => outcome switch
    {
        RenameOutcome.Renamed => true,
        RenameOutcome.NameIsTaken when condition.MustBeAbsent => throw new StorageConditionException(path, condition.ToString()),
        RenameOutcome.NothingThere => throw new FileNotFoundException(null, from),
        _ => false,
    };

    private RenameOutcome? TryTakeName(string from, string path, Func<string, string, RenameOutcome?> take)
    {
        for (int attempt = 0; attempt < LocalFolder.MaxAttempts; attempt++)
        {
            BeforeRename(from, path);
            RenameOutcome? outcome = take(from, folder.FullPath(path));
            if (outcome == RenameOutcome.Renamed)
            {
                folder.FlushDirectoryOf(path);
            }

            if (outcome != RenameOutcome.NothingThere || !File.Exists(from))
            {
                return outcome;
            }

            folder.MakeDirectory(StoragePath.GetDirectory(path), isFlushedNext: true);
        }

        return null;
    }

    // A third name is taken back.
    private static RenameOutcome? LinkSecondName(string from, string to)
    {
        RenameOutcome? outcome;
        try
        {
            outcome = LocalRename.TryLink(from, to);
        }
        catch (IOException failure) when (LocalRename.IsOtherVolume(failure))
        {
            return null;
        }

        if (outcome != RenameOutcome.Renamed || LocalEntry.TryGet(from) is not { Links: > 2 })
        {
            return outcome;
        }

        File.Delete(to);
        return null;
    }

    private StorageFile Place(string temporary, StorageFile file, StorageCondition condition)
    {
        StorageFile? present = reader.Find(file.Path);
        if ((condition.MustBeAbsent && present is not null) || (condition.ETag is { } etag && present?.ETag != etag))
        {
            throw new StorageConditionException(file.Path, condition.ToString());
        }

        if (present is not null && file.LastModified <= present.LastModified)
        {
            // Two states of one file never share an ETag, however coarse the clock of the file system is.
            File.SetLastWriteTimeUtc(temporary, present.LastModified.UtcDateTime.AddTicks(1));
        }

        Rename(temporary, file.Path);
        folder.FlushDirectoryOf(file.Path);
        return reader.Find(file.Path) ?? throw new StorageFileNotFoundException(file.Path, folder.Location);
    }

    private void Rename(string temporary, string path)
    {
        string directory = StoragePath.GetDirectory(path);
        for (int attempt = 0; ; attempt++)
        {
            folder.MakeDirectory(directory, isFlushedNext: true);
            BeforeRename(temporary, path);
            try
            {
                LocalRename.Replace(temporary, folder.FullPath(path));
                return;
            }
            catch (FileNotFoundException) when (attempt < LocalFolder.MaxAttempts && File.Exists(temporary))
            {
                // A delete beside us took the directory away while it was empty.
            }
            catch (IOException failure) when (File.Exists(temporary) && folder.IsRefusalOfName(path, failure))
            {
                throw new StorageNameException(path, folder.Location, failure);
            }
        }
    }

    private void BeforeRename(string temporary, string path)
    {
        try
        {
            renaming?.Invoke(temporary, folder.FullPath(path));
        }
        catch (IOException failure) when (LocalRename.IsRefusalOfName(failure))
        {
            throw new StorageNameException(path, folder.Location, failure);
        }
    }
}
