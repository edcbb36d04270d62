namespace Ocfl.Staging;

/// <summary>
/// An update that cannot succeed as it was requested: a bad path, a wrong expectation, an unknown algorithm.
/// </summary>
/// <param name="message">What is wrong, and what would be right.</param>
/// <param name="innerException">The cause; null if there is none.</param>
public sealed class InvalidUpdateException(string message, Exception? innerException = null) : OcflException(message, innerException);
