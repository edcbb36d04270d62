namespace Ocfl.Storage;

/// <summary>A condition did not hold, and nothing was written: somebody else was there first.</summary>
/// <param name="path">The path.</param>
/// <param name="condition">The condition.</param>
/// <param name="innerException">What the storage itself said; null if nothing.</param>
public sealed class StorageConditionException(string path, string condition, Exception? innerException = null)
    : StorageException($"The condition for '{path}' does not hold: {condition}.", innerException)
{
    /// <summary>The path that the condition was about.</summary>
    public string Path { get; } = path;
}
