namespace Ocfl;

/// <summary>The base of the failures that this library names.</summary>
public abstract class OcflException : Exception
{
    /// <summary>A failure with a message for people.</summary>
    protected OcflException(string message) : base(message)
    {
    }

    /// <summary>A failure with a message for people, and its cause.</summary>
    protected OcflException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
