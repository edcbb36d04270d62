namespace Ocfl.Storage;

/// <summary>A fault of a storage that may be transient: no room, no connection, no permission.</summary>
public class StorageException : OcflException
{
    /// <summary>A fault.</summary>
    /// <param name="message">What happened, for people.</param>
    /// <param name="innerException">What the storage itself said; null if nothing.</param>
    public StorageException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
