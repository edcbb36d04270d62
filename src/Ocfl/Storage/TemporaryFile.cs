using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// A file that is written before it gets its name. It is locked as long as its writer lives: one that can be locked by another was left
/// by a process that died, and is removed.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private const int MaxAttempts = 100;

    private readonly PendingFolder _pending;
    private bool _isPlaced;

    private TemporaryFile(string path, SafeFileHandle handle, PendingFolder pending)
    {
        Location = path;
        Handle = handle;
        _pending = pending;
    }

    /// <summary>Its full path.</summary>
    public string Location { get; }

    /// <summary>The file, open for writing.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Makes one.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static TemporaryFile Create(PendingFolder pending)
    {
        pending.Begin();
        try
        {
            return new TemporaryFile(CreateLocked(pending, out SafeFileHandle handle), handle, pending);
        }
        catch
        {
            pending.End();
            throw;
        }
    }

    /// <summary>Removes what processes that have died left behind. What cannot be removed stays.</summary>
    public static void RemoveAbandoned(PendingFolder pending)
    {
        FindAbandoned(pending, remove: true);
        pending.RemoveIfEmpty();
    }

    /// <summary>How many files processes that have died left behind.</summary>
    public static int CountAbandoned(PendingFolder pending) => FindAbandoned(pending, remove: false);

    private static int FindAbandoned(PendingFolder pending, bool remove)
    {
        int found = 0;
        try
        {
            foreach (string file in Directory.EnumerateFiles(pending.Writing))
            {
                found += IsAbandoned(file, remove) ? 1 : 0;
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // There is no folder, or it is not for this user.
        }

        return found;
    }

    /// <summary>Says that the file has its name, and is not at its temporary one any more.</summary>
    public void Placed() => _isPlaced = true;

    /// <summary>Removes the file, if it has not got its name.</summary>
    public void Dispose()
    {
        if (!_isPlaced)
        {
            Remove();
        }

        if (OperatingSystem.IsLinux())
        {
            Flock.Release(Handle);
        }

        Handle.Dispose();
        _pending.End();
    }

    private void Remove()
    {
        try
        {
            File.Delete(Location);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // A later cleanup removes it.
        }
    }

    private static string CreateLocked(PendingFolder pending, out SafeFileHandle handle)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = pending.NewWritingPath();
            try
            {
                handle = LocalFile.CreateNew(path);
            }
            catch (Exception failure) when (failure is DirectoryNotFoundException or FileNotFoundException && attempt < MaxAttempts)
            {
                pending.Make(pending.Writing);
                continue;
            }

            // Between the making and the locking, another process may have removed it as abandoned.
            if (!OperatingSystem.IsLinux())
            {
                return path;
            }

            if (Flock.TryShare(handle) != FlockOutcome.IsHeld && LocalEntry.Get(handle) is { Links: > 0 } made)
            {
                pending.GiveToOwner(handle, made.Owner);
                return path;
            }

            handle.Dispose();
        }
    }

    private static bool IsAbandoned(string file, bool remove)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using FileStream unused = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 0);
                DeleteIf(remove, file);
                return true;
            }

            using SafeFileHandle? handle = LocalFile.TryOpenItself(file);
            if (handle is null || Flock.TryTake(handle) != FlockOutcome.Taken)
            {
                return false;
            }

            DeleteIf(remove, file);
            Flock.Release(handle);
            return true;
        }
        catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
        {
            // It is in use, or another user's.
            return false;
        }
    }

    private static void DeleteIf(bool remove, string file)
    {
        if (remove)
        {
            File.Delete(file);
        }
    }
}
