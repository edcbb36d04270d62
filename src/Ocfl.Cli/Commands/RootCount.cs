using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Cli.Commands;

/// <summary>Counts what is in a storage root, object after object.</summary>
internal sealed class RootCount(MeasureObject measure, bool hasSizes)
{
    public long Objects { get; private set; }

    public long Problems { get; private set; }

    public RootSizes Sizes { get; private set; } = new(0, 0, 0, 0, 0);

    /// <summary>Counts an object.</summary>
    /// <returns>What is wrong there; null if nothing is.</returns>
    public async Task<string?> AddAsync(ObjectEntry entry, CancellationToken cancellationToken)
    {
        string? problem = entry.Problem;
        if (problem is null)
        {
            Objects++;
            problem = hasSizes ? await AddSizesAsync(entry, cancellationToken).ConfigureAwait(false) : null;
        }

        Problems += problem is null ? 0 : 1;
        return problem;
    }

    /// <summary>How many content files an object has stored for all its versions, and how many bytes they have.</summary>
    public static async Task<(long Files, long Bytes)> SumStoredAsync(OcflObject opened, CancellationToken cancellationToken)
    {
        (long files, long bytes) = (0, 0);
        foreach (DigestEntry content in opened.CurrentInventory.Manifest)
        {
            foreach (string path in content.Paths)
            {
                StorageFile? file = await opened.Storage.GetFileAsync(
                    StoragePath.Combine(opened.Root, path), cancellationToken).ConfigureAwait(false);
                files += file is null ? 0 : 1;
                bytes += file?.Length ?? 0;
            }
        }

        return (files, bytes);
    }

    private async Task<string?> AddSizesAsync(ObjectEntry entry, CancellationToken cancellationToken)
    {
        (OcflObject? opened, long bytes, string? problem) = await measure(entry, cancellationToken).ConfigureAwait(false);
        if (opened is null)
        {
            return problem;
        }

        try
        {
            (long storedFiles, long storedBytes) = await SumStoredAsync(opened, cancellationToken).ConfigureAwait(false);
            Sizes = new RootSizes(
                Sizes.Versions + opened.Versions.Count,
                Sizes.Files + opened.Head.Description.State.PathCount,
                Sizes.Bytes + bytes,
                Sizes.StoredFiles + storedFiles,
                Sizes.StoredBytes + storedBytes);
            return problem;
        }
        catch (OcflException failure)
        {
            return failure.Message;
        }
    }
}
