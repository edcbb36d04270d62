namespace Ocfl.Storage;

/// <summary>A storage can have no file of a name. To try again does not help.</summary>
/// <param name="path">The path that it refused.</param>
/// <param name="location">Where the storage is.</param>
/// <param name="innerException">What the storage itself said; null if nothing.</param>
public sealed class StorageNameException(string path, string location, Exception? innerException = null)
    : StorageException($"'{path}' cannot be in {location}: its file system refuses a name in it.", innerException)
{
    /// <summary>The path that it refused.</summary>
    public string Path { get; } = path;
}
