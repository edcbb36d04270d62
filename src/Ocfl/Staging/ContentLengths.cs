using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>
/// The lengths of the files that an object has, read once, at the first request. A file of another length is not content of the object.
/// </summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="objectRoot">The object root's path there.</param>
public sealed class ContentLengths(IStorage storage, string objectRoot)
{
    private readonly Lock _lock = new();
    private Task<HashSet<long>>? _lengths;

    /// <summary>Whether the object has a file of a length.</summary>
    /// <exception cref="StorageException">The object cannot be listed.</exception>
    public async ValueTask<bool> ContainsAsync(long length, CancellationToken cancellationToken = default)
    {
        Task<HashSet<long>> lengths;
        lock (_lock)
        {
            lengths = _lengths ??= ReadAsync(cancellationToken);
        }

        return (await lengths.ConfigureAwait(false)).Contains(length);
    }

    private async Task<HashSet<long>> ReadAsync(CancellationToken cancellationToken)
    {
        HashSet<long> lengths = [];
        await foreach (StorageEntry entry in storage.ListAsync(objectRoot, recursive: true, cancellationToken).ConfigureAwait(false))
        {
            if (entry.File is { } file)
            {
                lengths.Add(file.Length);
            }
        }

        return lengths;
    }
}
