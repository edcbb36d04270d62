using Ocfl;
using Ocfl.Staging;
using Ocfl.Storage;
using OcflFunctions.Contracts;

namespace OcflFunctions.Sources;

/// <summary>The places that content may come from, of every kind.</summary>
public sealed class AllowedSources(IEnumerable<ISourceKind> kinds)
{
    private readonly ISourceKind[] _kinds = [.. kinds];

    /// <inheritdoc cref="ISourceKind.ResolveAsync"/>
    public Task<UpdateSource> ResolveAsync(UpdateSource source, CancellationToken cancellationToken) =>
        KindOf(source).ResolveAsync(source, cancellationToken);

    /// <inheritdoc cref="ISourceKind.Open"/>
    public OpenedSource Open(UpdateSource source) => KindOf(source).Open(source);

    private ISourceKind KindOf(UpdateSource source) =>
        Array.Find(_kinds, kind => kind.IsNamedBy(source))
            ?? throw SourceRefusedException.NotFound("source", "The source names neither a directory nor a container.");
}

/// <summary>A kind of place that content may come from: knows which of them are allowed, and opens them.</summary>
public interface ISourceKind
{
    /// <summary>Whether a request's source is of this kind.</summary>
    bool IsNamedBy(UpdateSource source);

    /// <summary>Finds the place that a request names, and demands that it is there.</summary>
    /// <returns>The source with its place in the one form that <see cref="Open"/> takes.</returns>
    /// <exception cref="SourceRefusedException">It is not allowed, or not there.</exception>
    /// <exception cref="StorageException">It cannot be looked at.</exception>
    Task<UpdateSource> ResolveAsync(UpdateSource source, CancellationToken cancellationToken);

    /// <summary>Opens a place that was resolved. Whether it is allowed is looked at again, since it may have changed meanwhile.</summary>
    /// <exception cref="SourceRefusedException">It is not allowed, or not there.</exception>
    OpenedSource Open(UpdateSource source);
}

/// <summary>A source that is open to be read. Disposed, it gives back what it holds of the system.</summary>
/// <param name="storage">Its files.</param>
public sealed class OpenedSource(IStorage storage) : IDisposable
{
    /// <summary>Its files; only read.</summary>
    public IStorage Storage => storage;

    /// <inheritdoc/>
    public void Dispose() => (storage as IDisposable)?.Dispose();
}

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
    public static SourceRefusedException NotAllowed(string field, string message) =>
        new(field, message, isForbidden: true, innerException: null);

    /// <summary>There is no such source.</summary>
    public static SourceRefusedException NotFound(string field, string message, Exception? innerException = null) =>
        new(field, message, isForbidden: false, innerException);

    /// <summary>The same, once the update has been started: the source was there then, so that an operator can bring it back.</summary>
    public OcflException ToFailure() => IsForbidden ? new InvalidUpdateException(Message, this) : new StorageException(Message, this);
}
