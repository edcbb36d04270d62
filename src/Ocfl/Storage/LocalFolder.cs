using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// The folder of a local storage: its paths, and its directories, which are created durably and removed when they are empty.
/// </summary>
/// <param name="location">Its full path.</param>
/// <param name="pending">The pending area.</param>
/// <param name="flushes">What is flushed.</param>
internal sealed class LocalFolder(string location, PendingFolder pending, LocalFlushes flushes)
{
    /// <summary>How often an operation is retried that another one, on the same directory at the same time, has made fail.</summary>
    public const int MaxAttempts = 10;

    /// <summary>Its full path.</summary>
    public string Location => location;

    /// <summary>Whether changes are flushed to the disk.</summary>
    public bool Flushes => flushes.Files;

    /// <summary>Whether the entries of directories are flushed to the disk.</summary>
    public bool FlushesDirectories => flushes.Directories;

    /// <summary>The pending area.</summary>
    public PendingFolder Pending => pending;

    /// <summary>Turns the exceptions of the file system into those of this library.</summary>
    public LocalFailures Failures { get; } = new(location);

    private bool IsPending => location == pending.Updates || location == pending.Stages || location == pending.SetAside;

    /// <summary>Another folder of the same storage.</summary>
    public LocalFolder Beside(string other) => new(other, pending, flushes);

    /// <summary>The same folder without flushes.</summary>
    public LocalFolder WithoutFlush() => new(location, pending, flushes with { Files = false, Directories = false });

    /// <summary>The same folder, of which files are flushed and the entries of directories are not.</summary>
    public LocalFolder WithoutDirectoryFlush() => new(location, pending, flushes with { Directories = false });

    /// <summary>The full path of a file or a directory.</summary>
    public string FullPath(string path) =>
        path.Length == 0 ? location : Path.Combine(location, StoragePath.Validate(path).Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Creates a directory and those above it, unless they exist.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="isFlushedNext">Whether the caller flushes the directory itself before anything depends on its name.</param>
    public void MakeDirectory(string directory, bool isFlushedNext = false)
    {
        if (Directory.Exists(FullPath(directory)))
        {
            return;
        }

        List<string> made = [directory];
        for (string missing = StoragePath.GetDirectory(directory);
            missing.Length > 0 && !Directory.Exists(FullPath(missing));
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

        // What an administrator makes in the folder of another user belongs to that user.
        made.ForEach(missing => pending.GiveToOwner(FullPath(missing)));
        FlushNames(directory, made.Count, isFlushedNext);
    }

    /// <summary>Flushes the entries of a directory to the disk.</summary>
    public void FlushDirectory(string directory)
    {
        if (flushes.Directories)
        {
            flushes.OfDirectories.Flush(FullPath(directory));
        }
    }

    /// <summary>Flushes the entries of the directory that a path is in.</summary>
    public void FlushDirectoryOf(string path)
    {
        if (flushes.Directories)
        {
            FlushDirectory(StoragePath.GetDirectory(path));
        }
    }

    /// <summary>
    /// Whether changes of names in a directory and above it are on the disk once a later one is that was flushed (<see cref="NameOrder"/>).
    /// </summary>
    public bool KeepsOrder(string directory) => flushes.KeepsOrder(FullPath(directory));

    /// <summary>Flushes the bytes of a file to the disk. One that is gone is passed over.</summary>
    public void FlushFile(string path)
    {
        string fullPath = FullPath(path);
        if (!flushes.Files || !File.Exists(fullPath))
        {
            return;
        }

        try
        {
            flushes.Flushing?.Invoke(fullPath);
            DurableFile.Flush(fullPath);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // A late run of an activity has moved it, or cleared it away.
        }
    }

    /// <summary>Flushes the bytes of an open file to the disk.</summary>
    public void Flush(SafeFileHandle file, string path)
    {
        if (flushes.Files)
        {
            flushes.Flushing?.Invoke(FullPath(path));
            RandomAccess.FlushToDisk(file);
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
            finally
            {
                flushes.Names.Forget(path);
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
                flushes.Names.Forget(FullPath(empty));
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

    // A directory that was there may have been created by another thread or process, which has not flushed it yet.
    private void FlushNames(string directory, int made, bool isFlushedNext)
    {
        if (!flushes.Directories)
        {
            return;
        }

        if (KeepsOrder(directory))
        {
            if (!isFlushedNext)
            {
                FlushDirectoryOf(directory);
            }

            return;
        }

        for (string unknown = directory; unknown.Length > 0; unknown = StoragePath.GetDirectory(unknown), made--)
        {
            string path = FullPath(unknown);
            DurableNames.Identity? now = DurableNames.Find(path);
            if (made <= 0 && flushes.Names.Has(path, now))
            {
                return;
            }

            FlushDirectoryOf(unknown);
            flushes.Names.Add(path, now);
        }
    }

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

/// <summary>What a local storage flushes to the disk.</summary>
internal sealed record LocalFlushes
{
    /// <param name="flushes">Whether anything is.</param>
    /// <param name="flushing">Called with the full path of a file or a directory before it is flushed; null for nothing.</param>
    /// <param name="keepsOrder">Whether the file system of a directory keeps the order of changes of names.</param>
    public LocalFlushes(bool flushes, Action<string>? flushing, Func<string, bool> keepsOrder)
    {
        KeepsOrder = keepsOrder;
        Files = flushes;
        Directories = flushes;
        Flushing = flushing;
        OfDirectories = new DirectoryFlushes(path =>
        {
            flushing?.Invoke(path);
            DurableFile.FlushDirectory(path);
        });
    }

    /// <summary>Whether the bytes of files are.</summary>
    public bool Files { get; init; }

    /// <summary>Whether the entries of directories are.</summary>
    public bool Directories { get; init; }

    /// <summary>Called before a flush; null for nothing.</summary>
    public Action<string>? Flushing { get; }

    /// <summary>Whether the file system of a directory keeps the order of changes of names.</summary>
    public Func<string, bool> KeepsOrder { get; }

    /// <summary>The directories whose names are on the disk.</summary>
    public DurableNames Names { get; } = new();

    /// <summary>Flushes directories.</summary>
    public DirectoryFlushes OfDirectories { get; }
}
