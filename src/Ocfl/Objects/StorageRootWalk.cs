using System.Runtime.CompilerServices;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>
/// The walk through a storage root, from its top down to its objects. It goes name by name in ordinal order, and can continue where an
/// earlier walk stopped. It does not go into objects, through links, or into the root's extensions.
/// </summary>
/// <param name="storage">The storage that the root is in.</param>
/// <param name="root">The storage root, from the storage's top.</param>
/// <param name="observe">
/// Makes the observer of a directory that is not an object's root; it gets all that is in there before the walk goes further down. What
/// cannot be listed is then reported to it, and the walk continues with the rest. Null for a walk that has only directories, links and
/// failures to report.
/// </param>
/// <param name="mostNames">
/// How many names of a directory are held at a time. A directory with more is listed again for each batch of names.
/// </param>
internal sealed class StorageRootWalk(
    IStorage storage, string root = "", Func<string, IDirectoryObserver>? observe = null, int mostNames = 1 << 14)
{
    private readonly DirectoryClassifier _classifier = new(storage);
    private readonly string _extensions = StoragePath.Combine(root, "extensions");

    /// <summary>
    /// All directories at which the way down ends, each at its place: object roots, remains of objects, links, and what cannot be read.
    /// </summary>
    /// <param name="after">
    /// The last directory of an earlier walk, which is left out with all that is in it; need not exist any more. Null for all.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="start">The directory below which to walk; null for the root.</param>
    public async IAsyncEnumerable<WalkedDirectory> WalkAsync(
        string? after, [EnumeratorCancellation] CancellationToken cancellationToken, string? start = null)
    {
        Stack<IAsyncEnumerator<WalkedDirectory>> levels = new();
        try
        {
            Open(start ?? root);
            while (levels.TryPeek(out IAsyncEnumerator<WalkedDirectory>? level))
            {
                if (!await level.MoveNextAsync().ConfigureAwait(false))
                {
                    await levels.Pop().DisposeAsync().ConfigureAwait(false);
                    continue;
                }

                WalkedDirectory next = level.Current;
                IReadOnlyList<WalkedDirectory>? children = null;
                if (next.Path == after)
                {
                    continue;
                }

                // The earlier walk has classified and observed what is above the place at which it stopped.
                if (next.Kind == WalkedKind.Intermediate && !IsAbove(next.Path, after))
                {
                    (next, children) = await _classifier.ClassifyAsync(
                        next.Path, IsOnTheWay, observe, mostNames, cancellationToken).ConfigureAwait(false);
                }

                if (next.Kind == WalkedKind.Intermediate)
                {
                    Open(next.Path, children);
                }
                else
                {
                    yield return next;
                }
            }
        }
        finally
        {
            while (levels.TryPop(out IAsyncEnumerator<WalkedDirectory>? level))
            {
                await level.DisposeAsync().ConfigureAwait(false);
            }
        }

        // What was listed to classify the directory is not listed again.
        void Open(string directory, IReadOnlyList<WalkedDirectory>? children = null) => levels.Push(
            (children?.ToAsyncEnumerable() ?? ListAsync(directory, after, cancellationToken)).GetAsyncEnumerator(cancellationToken));
    }

    private IAsyncEnumerable<WalkedDirectory> ListAsync(string directory, string? after, CancellationToken cancellationToken)
    {
        string? from = IsAbove(directory, after) ? after!.Split('/')[directory.Length == 0 ? 0 : directory.Count('/') + 1] : null;
        return new OrderedListing(storage, mostNames, goesPastFailures: true)
            .ListEntriesAsync(directory, IsOnTheWay, from, cancellationToken)
            .Select(WalkedDirectory.Of);
    }

    private static bool IsAbove(string directory, string? after) =>
        !string.IsNullOrEmpty(after) && directory != after && StoragePath.IsWithin(after, directory);

    private bool IsOnTheWay(StorageEntry entry) =>
        (entry.Kind == StorageEntryKind.Directory || (observe is null && (entry.IsLink || entry.Failure is not null)))
        && entry.Path != _extensions;
}
