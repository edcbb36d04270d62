namespace Ocfl.Testing;

/// <summary>The process has died: thrown by a <see cref="FaultyStorage"/> at its fault, and by every call after it.</summary>
public sealed class CrashException() : Exception("The process has died here.");
