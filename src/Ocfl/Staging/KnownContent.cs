using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>The content that an object has: it need not be staged.</summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="objectRoot">The object root's path there.</param>
/// <param name="inventory">The object's inventory; null if there is no object yet.</param>
/// <param name="rehashed">Where the object moves to another algorithm, its content in that; empty if it does not.</param>
internal sealed class KnownContent(IStorage storage, string objectRoot, Inventory? inventory, IReadOnlyCollection<RehashedContent> rehashed)
{
    private readonly HashSet<string> _rehashed = new(rehashed.Select(content => content.NewDigest), StringComparer.OrdinalIgnoreCase);
    private readonly ContentLengths _lengths = new(storage, objectRoot);

    /// <summary>Whether the object has content of a digest, in the algorithm that it shall have.</summary>
    public bool Has(string digest) => _rehashed.Count > 0 ? _rehashed.Contains(digest) : inventory?.Manifest.ContainsDigest(digest) == true;

    /// <summary>Whether the object may have content of a length: what has not, need not be hashed before it is written.</summary>
    public ValueTask<bool> MayHaveAsync(long length, CancellationToken cancellationToken) =>
        inventory is null ? ValueTask.FromResult(false) : _lengths.ContainsAsync(length, cancellationToken);
}
