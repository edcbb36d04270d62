namespace Ocfl.Testing.Node;

/// <summary>A parser cannot be installed or run. The message says what to do.</summary>
public sealed class ParserException(string message, Exception? innerException = null) : Exception(message, innerException);
