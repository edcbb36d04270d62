namespace Ocfl.Updates;

/// <summary>
/// Another update changed the object first, or holds the version that this one would write. Nothing was lost; a new plan from the new base
/// may succeed.
/// </summary>
/// <param name="message">What is wrong, and what would be right.</param>
/// <param name="innerException">The cause; null if there is none.</param>
public sealed class ObjectConflictException(string message, Exception? innerException = null) : OcflException(message, innerException);
