namespace OcflFunctions.Work;

/// <summary>A source that content is not taken from.</summary>
public sealed class SourceRefusedException : Exception
{
    private SourceRefusedException(string message, bool exists) : base(message) => IsForbidden = exists;

    /// <summary>Whether it is forbidden, rather than not there.</summary>
    public bool IsForbidden { get; }

    /// <summary>The source is outside what is allowed.</summary>
    public static SourceRefusedException NotAllowed(string message) => new(message, exists: true);

    /// <summary>There is no such source.</summary>
    public static SourceRefusedException NotFound(string message) => new(message, exists: false);
}
