namespace Ocfl.Staging;

/// <summary>
/// A source has no files, or a new object would have none, and that was not requested: it may be a share that is not mounted.
/// </summary>
/// <param name="message">What is empty.</param>
public sealed class EmptySourceException(string message) : OcflException(message);
