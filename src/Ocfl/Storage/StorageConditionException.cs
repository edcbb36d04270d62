namespace Ocfl.Storage;

/// <summary>A condition did not hold, and nothing was written: somebody else was there first.</summary>
/// <param name="path">The path.</param>
/// <param name="condition">What was asked for.</param>
/// <param name="innerException">What the storage itself said; null when nothing.</param>
public sealed class StorageConditionException(string path, string condition, Exception? innerException = null)
    : StorageException($"The condition for '{path}' does not hold: {condition}.", innerException)
{
    /// <summary>The path that the condition was about.</summary>
    public string Path { get; } = path;
}
