using OcflFunctions.Contracts;

namespace OcflFunctions.Work;

/// <summary>The places that content may come from, of every kind.</summary>
public sealed class Sources(IEnumerable<ISourceKind> kinds)
{
    private readonly ISourceKind[] _kinds = [.. kinds];

    /// <inheritdoc cref="ISourceKind.ResolveAsync"/>
    public Task<UpdateSource> ResolveAsync(UpdateSource source, CancellationToken cancellationToken) => KindOf(source).ResolveAsync(source, cancellationToken);

    /// <inheritdoc cref="ISourceKind.Open"/>
    public OpenedSource Open(UpdateSource source) => KindOf(source).Open(source);

    private ISourceKind KindOf(UpdateSource source) =>
        Array.Find(_kinds, kind => kind.IsNamedBy(source)) ?? throw SourceRefusedException.NotFound("source", "The source names neither a directory nor a container.");
}
