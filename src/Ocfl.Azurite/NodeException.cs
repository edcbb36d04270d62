namespace Ocfl.Azurite;

/// <summary>Node.js, or what it shall run, is missing and cannot be installed. The message says what to do.</summary>
internal sealed class NodeException(string message, Exception? innerException = null) : Exception(message, innerException);
