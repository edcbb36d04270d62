namespace DurableTask.Sqlite;

/// <summary>Nothing was recorded because the database cannot be written now. The engine tries on by itself, unless the file is damaged.</summary>
public sealed class StoreUnavailableException : IOException
{
    /// <summary>With a message of the framework's.</summary>
    public StoreUnavailableException()
    {
    }

    /// <summary>With this message.</summary>
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public StoreUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
