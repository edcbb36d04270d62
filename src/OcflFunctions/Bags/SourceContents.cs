using System.Runtime.CompilerServices;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Sources;
using StateChange = Ocfl.Staging.StateChange;
using UpdateMode = Ocfl.Staging.UpdateMode;

namespace OcflFunctions.Bags;

/// <summary>
/// The files of a source that an update reads, and what is known about each before it is read: all that are included, those that have a
/// digest to be checked, or those of a bag.
/// </summary>
/// <param name="storage">The source.</param>
/// <param name="request">What of it is requested.</param>
/// <param name="mode">How its files become a version state.</param>
/// <param name="changes">The changes of the update.</param>
internal abstract class SourceContents(IStorage storage, UpdateSource request, UpdateMode mode, IReadOnlyList<StateChange> changes)
{
    private readonly IReadOnlySet<string>? _named = mode == UpdateMode.Select ? StateChange.SourcePaths(changes) : null;

    /// <summary>Algorithms that each file is hashed with to compare it; empty if nothing is compared.</summary>
    public virtual IReadOnlyList<string> Verified => [];

    /// <summary>Which of them the fixity block receives without being requested; empty for none.</summary>
    public virtual IReadOnlyList<string> Fixity => [];

    /// <summary>What is wrong with the source. Complete when all files have been listed.</summary>
    public MismatchList Mismatches { get; } = new();

    /// <summary>Which files are included.</summary>
    protected SourceFilter Filter { get; } = SourceFilter.Of(request);

    /// <summary>What of the source is requested.</summary>
    protected UpdateSource Request => request;

    /// <summary>The contents of a source.</summary>
    /// <param name="storage">The source.</param>
    /// <param name="request">What of it is requested.</param>
    /// <param name="mode">How its files become a version state.</param>
    /// <param name="changes">The changes of the update.</param>
    /// <param name="mostManifestBytes">How long a manifest may be.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidUpdateException">The source should be a bag and is not one, or a manifest cannot be read.</exception>
    public static async Task<SourceContents> OpenAsync(
        IStorage storage,
        UpdateSource request,
        UpdateMode mode,
        IReadOnlyList<StateChange> changes,
        long mostManifestBytes,
        CancellationToken cancellationToken)
    {
        if (request.Bag)
        {
            Bag bag = await Bag.ReadAsync(storage, mostManifestBytes, cancellationToken);
            return new BagContents(storage, request, mode, changes, bag);
        }

        return request.Digests is { } digests
            ? new ListedContents(
                storage,
                request,
                mode,
                changes,
                digests,
                await ListedContents.ReadAsync(storage, digests, mostManifestBytes, cancellationToken))
            : new AllContents(storage, request, mode, changes);
    }

    /// <summary>Lists the files.</summary>
    /// <exception cref="InvalidUpdateException">An entry is neither a file nor a directory.</exception>
    /// <exception cref="ContentMismatchException">A manifest was changed after it was read.</exception>
    public abstract IAsyncEnumerable<ContentsFile> ListAsync(CancellationToken cancellationToken);

    /// <summary>Whether a file becomes part of the version, by its logical path.</summary>
    protected bool IsTaken(string logicalPath) => Filter.Takes(logicalPath) && _named?.Contains(logicalPath) != false;

    /// <summary>The source's files as an update without expectations lists them.</summary>
    protected IAsyncEnumerable<StorageFile> ListFilteredAsync(CancellationToken cancellationToken) =>
        new SourceFiles(storage, directory: "", mode, changes)
        {
            Includes = Filter.Takes,
            IncludesWithin = Filter.IncludesWithin,
        }.ListAsync(cancellationToken);

    /// <summary>All files of the source.</summary>
    protected IAsyncEnumerable<StorageFile> ListAllAsync(CancellationToken cancellationToken) =>
        new SourceFiles(storage, directory: "", UpdateMode.Replace, []).ListAsync(cancellationToken);

    private sealed class AllContents(IStorage storage, UpdateSource request, UpdateMode mode, IReadOnlyList<StateChange> changes)
        : SourceContents(storage, request, mode, changes)
    {
        public override async IAsyncEnumerable<ContentsFile> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (StorageFile file in ListFilteredAsync(cancellationToken))
            {
                yield return new ContentsFile(file);
            }
        }
    }
}

/// <summary>A file of a source.</summary>
/// <param name="File">The file as it was listed.</param>
/// <param name="LogicalPath">Its logical path if that is not its path in the source; null otherwise.</param>
/// <param name="IsTaken">Whether it becomes part of the version; otherwise it is only checked.</param>
/// <param name="Expected">The digests that it must have, lower-case hexadecimal, by algorithm; null for none.</param>
internal sealed record ContentsFile(
    StorageFile File, string? LogicalPath = null, bool IsTaken = true, IReadOnlyDictionary<string, string>? Expected = null);
