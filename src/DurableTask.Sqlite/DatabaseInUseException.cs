namespace DurableTask.Sqlite;

/// <summary>Another process, or another engine of this one, holds the database.</summary>
public sealed class DatabaseInUseException : IOException
{
    /// <summary>With a message of the framework's.</summary>
    public DatabaseInUseException()
    {
    }

    /// <summary>With this message.</summary>
    public DatabaseInUseException(string message)
        : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public DatabaseInUseException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
