using OcflFunctions.Keys;

namespace OcflFunctions.Http.Access;

/// <summary>What a call needs from its caller.</summary>
/// <param name="Call">The call's name, for the log.</param>
/// <param name="Least">The role that a caller needs at least; null if it needs no key.</param>
/// <param name="IsChange">Whether it changes something, so that the log has a line for it.</param>
internal sealed record CallRole(string Call, CallerRole? Least, bool IsChange);
