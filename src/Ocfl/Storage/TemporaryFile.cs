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
        try
        {
            foreach (string file in Directory.EnumerateFiles(pending.Writing))
            {
                TryRemoveAbandoned(file);
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // There is no folder, or it is not for this user.
        }

        pending.RemoveIfEmpty();
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
            string path = Path.Combine(pending.Writing, Guid.NewGuid().ToString("N"));
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
            if (!OperatingSystem.IsLinux() || (Flock.TryShare(handle) != FlockOutcome.IsHeld && LocalEntry.Get(handle).Links > 0))
            {
                pending.GiveToOwner(handle);
                return path;
            }

            handle.Dispose();
        }
    }

    private static void TryRemoveAbandoned(string file)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using FileStream unused = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 0);
                File.Delete(file);
                return;
            }

            using SafeFileHandle? handle = LocalFile.TryOpenItself(file);
            if (handle is not null && Flock.TryTake(handle) == FlockOutcome.Taken)
            {
                File.Delete(file);
                Flock.Release(handle);
            }
        }
        catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
        {
            // It is in use, or another user's.
        }
    }
}
