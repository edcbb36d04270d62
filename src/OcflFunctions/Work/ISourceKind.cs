using Ocfl.Storage;
using OcflFunctions.Contracts;

namespace OcflFunctions.Work;

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
