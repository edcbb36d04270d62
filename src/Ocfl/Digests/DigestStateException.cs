namespace Ocfl.Digests;

/// <summary>A saved state of digests (<see cref="ResumableDigests.Save"/>) cannot be used: it is damaged, or of an unknown form.</summary>
/// <param name="message">Why, for people.</param>
public sealed class DigestStateException(string message) : OcflException(message);
