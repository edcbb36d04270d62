namespace DurableTask.Sqlite;

/// <summary>An activity was given up because the process died too often while it ran.</summary>
public sealed class PoisonActivityException : InvalidOperationException
{
    /// <summary>With a message of the framework's.</summary>
    public PoisonActivityException()
    {
    }

    /// <summary>With this message.</summary>
    public PoisonActivityException(string message)
        : base(message)
    {
    }

    /// <summary>With this message and cause.</summary>
    public PoisonActivityException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
