using Ocfl;
using Ocfl.Storage;
using Ocfl.Updates;

namespace OcflFunctions.Work;

/// <summary>A source that content is not taken from.</summary>
public sealed class SourceRefusedException : Exception
{
    private SourceRefusedException(string field, string message, bool isForbidden, Exception? innerException)
        : base(message, innerException)
    {
        Field = field;
        IsForbidden = isForbidden;
    }

    /// <summary>The field of the request that names it, such as <c>source.directory</c>.</summary>
    public string Field { get; }

    /// <summary>Whether it is forbidden, rather than not there.</summary>
    public bool IsForbidden { get; }

    /// <summary>The source is outside what is allowed.</summary>
    public static SourceRefusedException NotAllowed(string field, string message) => new(field, message, isForbidden: true, innerException: null);

    /// <summary>There is no such source.</summary>
    public static SourceRefusedException NotFound(string field, string message, Exception? innerException = null) => new(field, message, isForbidden: false, innerException);

    /// <summary>The same, once the update has been started: the source was there then, so that an operator can bring it back.</summary>
    public OcflException ToFailure() => IsForbidden ? new InvalidUpdateException(Message, this) : new StorageException(Message, this);
}
