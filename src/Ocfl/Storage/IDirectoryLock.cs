namespace Ocfl.Storage;

/// <summary>The lock of a directory of a storage. Dispose it to let go.</summary>
public interface IDirectoryLock : IAsyncDisposable
{
    /// <summary>
    /// Whether it holds against everybody who writes there with this product on this machine. False if the file system can lock no
    /// directories: the lock is then kept in the pending area, and who uses another one does not find it.
    /// </summary>
    bool IsCertain { get; }
}
