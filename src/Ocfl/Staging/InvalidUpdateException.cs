namespace Ocfl.Staging;

/// <summary>
/// An update that can never succeed as it was asked for: a bad path, a wrong expectation, an algorithm that is not known.
/// </summary>
/// <param name="message">What is wrong, and what would be right.</param>
/// <param name="innerException">The cause; null when there is none.</param>
public sealed class InvalidUpdateException(string message, Exception? innerException = null) : OcflException(message, innerException);
