using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Ocfl.Digests;

namespace Ocfl.Storage;

/// <summary>
/// Exclusive locks among the tasks of this process and among processes; the lock of a process that dies is free. On Linux the file or
/// directory itself is locked, so that every process finds the lock, by any path and with any pending area. Elsewhere, and where the file
/// system has no such lock, it is a file in the pending area.
/// </summary>
/// <param name="pending">Where lock files are.</param>
/// <param name="kind">What is locked, as a name of a folder there.</param>
/// <param name="options">How long a lock is waited for.</param>
internal sealed class FileLocks(PendingFolder pending, string kind, LocalStorageOptions options)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(50);

    // The error of the runtime for a file that is open elsewhere: EWOULDBLOCK on Linux and on macOS, a sharing and a lock violation on
    // Windows.
    private static readonly int[] HeldElsewhere = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    private readonly ConcurrentDictionary<byte, SemaphoreSlim> _gates = new();

    /// <summary>Whether there are locks.</summary>
    public bool AreUsed => options.Locks;

    /// <summary>Waits for a lock and takes it.</summary>
    /// <param name="name">What is locked, by its path in the storage.</param>
    /// <param name="find">Finds the file or directory to lock; null if there is none.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="IOException">It cannot be locked, or others held it for longer than
    /// <see cref="LocalStorageOptions.LockTimeout"/>.</exception>
    public async Task<IDirectoryLock> TakeAsync(string name, Func<string?> find, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        byte bucket = BucketOf(name);
        if (!options.Locks)
        {
            return new Held(null, null, isCertain: false);
        }

        SemaphoreSlim gate = _gates.GetOrAdd(bucket, static _ => new SemaphoreSlim(1, 1));
        if (!await gate.WaitAsync(options.LockTimeout, cancellationToken).ConfigureAwait(false))
        {
            throw HeldTooLong(name);
        }

        try
        {
            TimeSpan delay = FirstDelay;
            while (true)
            {
                if (TryTake(bucket, find, gate, out bool isHeld) is { } taken)
                {
                    return taken;
                }

                if (Stopwatch.GetElapsedTime(start) > options.LockTimeout)
                {
                    throw HeldTooLong(name);
                }

                // No event says that another process has released the lock. What was replaced or moved meanwhile is searched at once.
                await Task.Delay(isHeld ? delay : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
                delay = isHeld && delay * 2 < LongestDelay ? delay * 2 : delay;
            }
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    /// <summary>Takes a lock if it is free.</summary>
    /// <returns>Null if others hold it.</returns>
    /// <exception cref="IOException">It cannot be locked.</exception>
    public IDirectoryLock? TryTake(string name, Func<string?> find)
    {
        byte bucket = BucketOf(name);
        SemaphoreSlim gate = _gates.GetOrAdd(bucket, static _ => new SemaphoreSlim(1, 1));
        if (!options.Locks || !gate.Wait(0))
        {
            return null;
        }

        Held? taken = null;
        try
        {
            return taken = TryTake(bucket, find, gate, out _);
        }
        finally
        {
            if (taken is null)
            {
                gate.Release();
            }
        }
    }

    private IOException HeldTooLong(string name) =>
        new(string.Create(
            CultureInfo.InvariantCulture, $"'{name}' has been locked by others for more than {options.LockTimeout.TotalSeconds} seconds."));

    private Held? TryTake(byte bucket, Func<string?> find, SemaphoreSlim gate, out bool isHeld)
    {
        isHeld = false;
        if (!OperatingSystem.IsLinux())
        {
            return TryTakePortably(LockFile(bucket), gate, out isHeld);
        }

        if (find() is { } path)
        {
            SafeFileHandle? handle = LocalFile.TryOpenItself(path);
            FlockOutcome outcome = handle is null ? FlockOutcome.CannotLock : Flock.TryTake(handle);
            if (outcome == FlockOutcome.Taken && IsStill(handle!, path) && find() == path)
            {
                return new Held(handle, gate, isCertain: true);
            }

            bool isGone = handle is null && LocalEntry.TryGet(path) is null;
            handle?.Dispose();
            if (outcome != FlockOutcome.CannotLock || isGone)
            {
                isHeld = outcome == FlockOutcome.IsHeld;
                return null;
            }
        }

        return TryTakeLockFile(LockFile(bucket), gate, out isHeld);
    }

    // The first byte of the name's SHA-256.
    private static byte BucketOf(string name) => Convert.FromHexString(DigestAlgorithm.Sha256.Hash(Encoding.UTF8.GetBytes(name)))[0];

    // A process that releases a lock file removes it: the file that was opened may not be the one that the next process opens.
    private Held? TryTakeLockFile(string path, SemaphoreSlim gate, out bool isHeld)
    {
        isHeld = false;
        SafeFileHandle handle;
        try
        {
            pending.Make(Path.GetDirectoryName(path)!);
            handle = LocalFile.OpenLockFile(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody has removed the folder, since it was empty.
            return null;
        }

        using LockedFile file = new(handle);
        pending.Owner?.GiveFile(file.Handle);
        FlockOutcome outcome = OperatingSystem.IsLinux() ? Flock.TryTake(file.Handle) : FlockOutcome.CannotLock;
        isHeld = outcome == FlockOutcome.IsHeld;
        return outcome == FlockOutcome.CannotLock ? throw new IOException($"The file system of {path} has no locks.")
            : outcome == FlockOutcome.Taken && IsStill(file.Handle, path)
                ? new Held(file.Keep(), gate, isCertain: false, () => RemoveLockFile(path))
            : null;
    }

    private Held? TryTakePortably(string path, SemaphoreSlim gate, out bool isHeld)
    {
        isHeld = false;
        try
        {
            pending.Make(Path.GetDirectoryName(path)!);
            return new Held(
                new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0), gate, isCertain: false);
        }
        catch (IOException failure) when (HeldElsewhere.Contains(failure.HResult))
        {
            isHeld = true;
            return null;
        }
    }

    private string LockFile(byte bucket) => Path.Combine(pending.Locks, kind, bucket.ToString("x2", CultureInfo.InvariantCulture));

    private static bool IsStill(SafeFileHandle handle, string path) =>
        LocalEntry.Get(handle).Identity is { } opened && LocalEntry.TryGet(path)?.Identity == opened;

    private void RemoveLockFile(string path)
    {
        try
        {
            File.Delete(path);
            pending.RemoveIfEmpty();
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // It is found, and used, by the next one.
        }
    }

    /// <summary>An open file that is closed unless it is kept.</summary>
    private sealed class LockedFile(SafeFileHandle handle) : IDisposable
    {
        private bool _isKept;

        public SafeFileHandle Handle => handle;

        public SafeFileHandle Keep()
        {
            _isKept = true;
            return handle;
        }

        public void Dispose()
        {
            if (!_isKept)
            {
                handle.Dispose();
            }
        }
    }

    private sealed class Held(IDisposable? file, SemaphoreSlim? gate, bool isCertain, Action? beforeRelease = null) : IDirectoryLock
    {
        private int _released;

        public bool IsCertain => isCertain;

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                beforeRelease?.Invoke();
                if (OperatingSystem.IsLinux() && file is SafeFileHandle handle)
                {
                    Flock.Release(handle);
                }

                file?.Dispose();
                gate?.Release();
            }

            return ValueTask.CompletedTask;
        }
    }
}
