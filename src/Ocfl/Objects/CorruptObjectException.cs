namespace Ocfl.Objects;

/// <summary>The files of an object do not agree with each other, so that it cannot be read.</summary>
/// <param name="objectRoot">The object's directory.</param>
/// <param name="problem">What does not agree, as the end of a sentence.</param>
/// <param name="innerException">The cause; null when there is none.</param>
public sealed class CorruptObjectException(string objectRoot, string problem, Exception? innerException = null)
    : OcflException($"The object at '{objectRoot}' is damaged: {problem}.", innerException)
{
    /// <summary>The object's directory.</summary>
    public string ObjectRoot { get; } = objectRoot;
}
