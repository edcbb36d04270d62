namespace Ocfl.Storage;

/// <summary>
/// The folder of a local storage: its paths, and its directories, which are created durably and removed when they are empty.
/// </summary>
/// <param name="location">Its full path.</param>
/// <param name="flush">Whether changes are flushed to the disk.</param>
/// <param name="pending">The pending area.</param>
/// <param name="flushDirectories">Whether the entries of directories are flushed, too.</param>
internal sealed class LocalFolder(string location, bool flush, PendingFolder pending, bool flushDirectories = true)
{
    /// <summary>How often an operation is retried that another one, on the same directory at the same time, has made fail.</summary>
    public const int MaxAttempts = 10;

    /// <summary>Its full path.</summary>
    public string Location => location;

    /// <summary>Whether changes are flushed to the disk.</summary>
    public bool Flushes => flush;

    /// <summary>The pending area.</summary>
    public PendingFolder Pending => pending;

    /// <summary>Turns the exceptions of the file system into those of this library.</summary>
    public LocalFailures Failures { get; } = new(location);

    private bool IsPending => location == pending.Updates || location == pending.Stages || location == pending.SetAside;

    /// <summary>The same folder without flushes.</summary>
    public LocalFolder WithoutFlush() => new(location, flush: false, pending);

    /// <summary>The same folder, of which files are flushed and the entries of directories are not.</summary>
    public LocalFolder WithoutDirectoryFlush() => new(location, flush, pending, flushDirectories: false);

    /// <summary>The full path of a file or a directory.</summary>
    public string FullPath(string path) =>
        path.Length == 0 ? location : Path.Combine(location, StoragePath.Validate(path).Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Creates a directory and those above it, unless they exist.</summary>
    public void MakeDirectory(string directory)
    {
        if (Directory.Exists(FullPath(directory)))
        {
            return;
        }

        // What an administrator makes in the folder of another user belongs to that user.
        FileOwner? owner = Environment.IsPrivilegedProcess ? pending.Owner : null;
        List<string> made = [];
        for (string missing = directory;
            missing.Length > 0 && (owner is null || !Directory.Exists(FullPath(missing)));
            missing = StoragePath.GetDirectory(missing))
        {
            made.Add(missing);
        }

        if (IsPending)
        {
            pending.Make(location);
        }

        for (int attempt = 0; !TryMakeDirectory(directory, mayFail: attempt < MaxAttempts); attempt++)
        {
        }

        foreach (string missing in made)
        {
            owner?.GiveContent(FullPath(missing));
            FlushDirectory(StoragePath.GetDirectory(missing));
        }
    }

    /// <summary>Flushes the entries of a directory to the disk.</summary>
    public void FlushDirectory(string directory)
    {
        if (flush && flushDirectories)
        {
            DurableFile.FlushDirectory(FullPath(directory));
        }
    }

    /// <summary>Deletes a directory and everything in it.</summary>
    /// <returns>False if it does not exist.</returns>
    public bool TryDeleteDirectory(string directory)
    {
        string path = FullPath(directory);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(path, recursive: true);
                return true;
            }
            catch (DirectoryNotFoundException) when (!Directory.Exists(path))
            {
                return false;
            }
            catch (IOException) when (attempt < MaxAttempts)
            {
                // A late run of an activity writes in it, or deletes it, at the same time.
            }
        }
    }

    /// <summary>Deletes a directory and those above it, as far as they are empty.</summary>
    public void DeleteEmptyDirectories(string directory)
    {
        for (string empty = directory; empty.Length > 0; empty = StoragePath.GetDirectory(empty))
        {
            try
            {
                Directory.Delete(FullPath(empty));
            }
            catch (Exception used) when (used is IOException or UnauthorizedAccessException)
            {
                return;
            }
        }

        LeaveNoEmptyFolder();
    }

    /// <summary>Removes what is empty of a pending area within the storage.</summary>
    public void LeaveNoEmptyFolder()
    {
        if (IsPending)
        {
            pending.RemoveIfEmpty();
        }
    }

    /// <summary>
    /// Whether a failure means that the file system cannot have a name in a path. Some file systems have an error for that; some report of
    /// a new file that it does not exist.
    /// </summary>
    public bool IsRefusalOfName(string path, Exception failure) =>
        LocalRename.IsRefusalOfName(failure)
        || (failure is FileNotFoundException or DirectoryNotFoundException && Directory.Exists(FullPath(NearestDirectory(path))));

    // The directories above it that are there are not at fault, unless there is nothing at all.
    private string NearestDirectory(string path)
    {
        string directory = StoragePath.GetDirectory(path);
        while (directory.Length > 0 && !Directory.Exists(FullPath(directory)))
        {
            directory = StoragePath.GetDirectory(directory);
        }

        return directory;
    }

    private bool TryMakeDirectory(string directory, bool mayFail)
    {
        try
        {
            Directory.CreateDirectory(FullPath(directory));
            return true;
        }
        catch (DirectoryNotFoundException) when (mayFail)
        {
            // A delete beside us took one above it away while it was empty.
            return false;
        }
        catch (Exception failure) when (IsRefusalOfName(directory, failure))
        {
            throw new StorageNameException(directory, Location, failure);
        }
    }
}
