namespace Ocfl.Azurite;

/// <summary>Node.js or a package is missing and cannot be installed. The message says what to do.</summary>
internal sealed class NodeException(string message, Exception? innerException = null) : Exception(message, innerException);
