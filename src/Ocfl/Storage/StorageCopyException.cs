namespace Ocfl.Storage;

/// <summary>
/// A copy must not pass through this process (<see cref="StorageCopyOptions.ThroughHere"/>), and the storage has no other way. Nothing was
/// written.
/// </summary>
/// <param name="path">The file that was to be written.</param>
/// <param name="innerException">What the storage itself reported; null for nothing.</param>
public sealed class StorageCopyException(string path, Exception? innerException = null)
    : StorageException($"'{path}' can only be copied by reading and writing its content.", innerException)
{
    /// <summary>The file that was to be written.</summary>
    public string Path { get; } = path;
}
