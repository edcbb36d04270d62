using System.Runtime.CompilerServices;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Sources;

/// <summary>
/// The files of a source that an update reads, and what is known about each before it is read: all that are included, those that have a
/// digest to be checked, or those of a bag.
/// </summary>
/// <param name="storage">The source.</param>
/// <param name="request">What of it is requested.</param>
/// <param name="mode">How its files become a version state.</param>
/// <param name="changes">The changes of the update.</param>
public abstract class SourceContents(IStorage storage, SourceSelection request, UpdateMode mode, IReadOnlyList<StateChange> changes)
{
    private readonly IReadOnlySet<string>? _named = mode == UpdateMode.Select ? StateChange.SourcePaths(changes) : null;

    /// <summary>Algorithms that each file is hashed with to compare it; empty if nothing is compared.</summary>
    public virtual IReadOnlyList<string> Verified => [];

    /// <summary>Which of them the fixity block receives without being requested; empty for none.</summary>
    public virtual IReadOnlyList<string> Fixity => [];

    /// <summary>What is wrong with the source. Complete when all files have been listed.</summary>
    public MismatchList Mismatches { get; } = new();

    /// <summary>The source.</summary>
    public IStorage Storage => storage;

    /// <summary>Which files are included.</summary>
    public SourceFilter Filter { get; } = SourceFilter.Of(request.Include, request.Exclude);

    /// <summary>What of the source is requested.</summary>
    protected SourceSelection Request => request;

    /// <summary>The contents of a source.</summary>
    /// <param name="storage">The source.</param>
    /// <param name="request">What of it is requested.</param>
    /// <param name="mode">How its files become a version state.</param>
    /// <param name="changes">The changes of the update.</param>
    /// <param name="limit">How long manifests may be.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidUpdateException">The source should be a bag and is not one, or a manifest cannot be read.</exception>
    public static async Task<SourceContents> OpenAsync(
        IStorage storage,
        SourceSelection request,
        UpdateMode mode,
        IReadOnlyList<StateChange> changes,
        ManifestLimit limit,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.IsBag)
        {
            Bag bag = await Bag.ReadAsync(storage, limit, cancellationToken).ConfigureAwait(false);
            return new BagContents(storage, request, mode, changes, bag);
        }

        return request.Digests is { } digests
            ? new ListedContents(
                storage,
                request,
                mode,
                changes,
                digests,
                await ListedContents.ReadAsync(storage, digests, limit.Bytes, cancellationToken).ConfigureAwait(false))
            : new AllContents(storage, request, mode, changes);
    }

    /// <summary>Single files of a storage, each with its name as its path.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="paths">The files there.</param>
    /// <param name="to">The folder of the version that receives them; empty for its top.</param>
    public static SourceContents OfFiles(IStorage storage, IReadOnlyList<string> paths, string to = "")
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(paths);
        return new NamedContents(storage, paths, new SourceSelection { To = to });
    }

    /// <summary>The files of a directory of a storage, without expectations.</summary>
    internal static SourceContents OfDirectory(
        IStorage storage, string directory, UpdateMode mode, IReadOnlyList<StateChange> changes) =>
        directory.Length == 0
            ? new AllContents(storage, SourceSelection.All, mode, changes)
            : new DirectoryContents(storage, directory, mode, changes);

    /// <summary>The logical path of a file in the new version.</summary>
    public string LogicalPathOf(ContentsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return StoragePath.Combine(request.To, file.LogicalPath ?? file.File.Path);
    }

    /// <summary>Lists the files.</summary>
    /// <exception cref="InvalidUpdateException">An entry is neither a file nor a directory.</exception>
    /// <exception cref="ContentMismatchException">A manifest was changed after it was read.</exception>
    public abstract IAsyncEnumerable<ContentsFile> ListAsync(CancellationToken cancellationToken = default);

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

    private sealed class AllContents(IStorage storage, SourceSelection request, UpdateMode mode, IReadOnlyList<StateChange> changes)
        : SourceContents(storage, request, mode, changes)
    {
        public override async IAsyncEnumerable<ContentsFile> ListAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (StorageFile file in ListFilteredAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return new ContentsFile(file);
            }
        }
    }

    private sealed class DirectoryContents(
        IStorage storage, string directory, UpdateMode mode, IReadOnlyList<StateChange> changes)
        : SourceContents(storage, SourceSelection.All, mode, changes)
    {
        private readonly SourceFiles _files = new(storage, directory, mode, changes);

        public override async IAsyncEnumerable<ContentsFile> ListAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (StorageFile file in _files.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return new ContentsFile(file, _files.LogicalPathOf(file.Path));
            }
        }
    }

    private sealed class NamedContents(IStorage storage, IReadOnlyList<string> paths, SourceSelection request)
        : SourceContents(storage, request, UpdateMode.Merge, [])
    {
        public override async IAsyncEnumerable<ContentsFile> ListAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (string path in paths)
            {
                StorageFile file = await Storage.GetFileAsync(path, cancellationToken).ConfigureAwait(false)
                    ?? throw new InvalidUpdateException(
                        $"'{path}' in the source is not a file that an object can have: links are not followed.");
                yield return new ContentsFile(file, StoragePath.GetName(path));
            }
        }
    }
}

/// <summary>A file of a source.</summary>
/// <param name="File">The file as it was listed.</param>
/// <param name="LogicalPath">Its logical path if that is not its path in the source; null otherwise.</param>
/// <param name="IsTaken">Whether it becomes part of the version; otherwise it is only checked.</param>
/// <param name="Expected">The digests that it must have, lower-case hexadecimal, by algorithm; null for none.</param>
public sealed record ContentsFile(
    StorageFile File, string? LogicalPath = null, bool IsTaken = true, IReadOnlyDictionary<string, string>? Expected = null);
