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
            ?? throw SourceRefusedException.NotFound("source", "The source names neither a directory, a container nor a stage.");
}

/// <summary>A kind of place that content may come from: finds the allowed ones, and opens them.</summary>
public interface ISourceKind
{
    /// <summary>Whether a request's source is of this kind.</summary>
    bool IsNamedBy(UpdateSource source);

    /// <summary>Finds the place that a request names, and requires that it exists.</summary>
    /// <returns>The source with its place in the form that <see cref="Open"/> takes.</returns>
    /// <exception cref="SourceRefusedException">It is not allowed, or does not exist.</exception>
    /// <exception cref="StorageException">It cannot be read.</exception>
    Task<UpdateSource> ResolveAsync(UpdateSource source, CancellationToken cancellationToken);

    /// <summary>Opens a place that was resolved. Whether it is allowed is checked again, since it may have changed meanwhile.</summary>
    /// <exception cref="SourceRefusedException">It is not allowed, or does not exist.</exception>
    OpenedSource Open(UpdateSource source);
}

/// <summary>An open source. Disposing it releases its system resources.</summary>
/// <param name="storage">Its files.</param>
public sealed class OpenedSource(IStorage storage) : IDisposable
{
    /// <summary>Its files, read only.</summary>
    public IStorage Storage => storage;

    /// <inheritdoc/>
    public void Dispose() => (storage as IDisposable)?.Dispose();
}

/// <summary>A source is refused.</summary>
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

    /// <summary>Whether it is forbidden; otherwise it does not exist.</summary>
    public bool IsForbidden { get; }

    /// <summary>The source is not allowed.</summary>
    public static SourceRefusedException NotAllowed(string field, string message) =>
        new(field, message, isForbidden: true, innerException: null);

    /// <summary>There is no such source.</summary>
    public static SourceRefusedException NotFound(string field, string message, Exception? innerException = null) =>
        new(field, message, isForbidden: false, innerException);

    /// <summary>The failure of a running update: the source existed when it was started, so an operator can bring it back.</summary>
    public OcflException ToFailure() => IsForbidden ? new InvalidUpdateException(Message, this) : new StorageException(Message, this);
}
