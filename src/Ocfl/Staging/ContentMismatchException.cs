namespace Ocfl.Staging;

/// <summary>Content is not what was hashed when it was staged, or what a step finds in its place is something else.</summary>
/// <param name="message">What is wrong, and what would be right.</param>
/// <param name="innerException">The cause; null if there is none.</param>
public sealed class ContentMismatchException(string message, Exception? innerException = null) : OcflException(message, innerException);
