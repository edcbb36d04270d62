namespace Ocfl.Storage;

/// <summary>A file or directory does not exist.</summary>
/// <param name="path">The path.</param>
/// <param name="location">Where the storage is.</param>
/// <param name="innerException">What the storage itself said; null if nothing.</param>
public sealed class StorageFileNotFoundException(string path, string location, Exception? innerException = null)
    : StorageException($"'{path}' does not exist in {location}.", innerException)
{
    /// <summary>The path.</summary>
    public string Path { get; } = path;
}
