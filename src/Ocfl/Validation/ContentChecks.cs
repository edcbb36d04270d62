using Ocfl.Digests;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>Checks the content of an object: that inventories and content directories agree, and that no content has changed.</summary>
/// <param name="context">The object.</param>
/// <param name="index">What its inventories state; null if the root's inventory cannot be used.</param>
internal sealed class ContentChecks(ObjectContext context, ContentIndex? index)
{
    /// <summary>Compares the content directories with the index, and the content with its digests.</summary>
    /// <param name="directories">The version directories.</param>
    /// <param name="inventory">The inventory that the index is of; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task CheckAsync(
        IReadOnlyList<VersionDirectory> directories, InventoryDocument? inventory, CancellationToken cancellationToken)
    {
        ContentHasher? hasher = index is not null && context.Options.Depth == ValidationDepth.Content ? new(context, index) : null;
        try
        {
            foreach (VersionDirectory directory in directories)
            {
                await CheckDirectoryAsync(directory, hasher, cancellationToken).ConfigureAwait(false);
            }

            if (hasher is not null)
            {
                await hasher.FinishAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (hasher is not null)
            {
                await hasher.StopAsync().ConfigureAwait(false);
            }
        }

        if (index is not null)
        {
            await CheckMissingAsync(directories, inventory!, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CheckDirectoryAsync(VersionDirectory directory, ContentHasher? hasher, CancellationToken cancellationToken)
    {
        if (!directory.HasContent)
        {
            return;
        }

        bool isEmpty = true;
        string content = StoragePath.Combine(directory.Name, directory.ContentDirectory);
        await foreach (StorageEntry entry in context.ListAsync(
            content, recursive: true, cancellationToken, () => isEmpty = false).ConfigureAwait(false))
        {
            string path = context.Local(entry.Path);
            await context.ReportSpecialAsync(entry, FindingCodes.E023, cancellationToken).ConfigureAwait(false);
            if (entry.Kind == StorageEntryKind.File)
            {
                isEmpty = false;
                await CheckFileAsync(path, entry.File?.Length ?? 0, directory.Name, hasher, cancellationToken).ConfigureAwait(false);
            }
            else if (entry.Kind == StorageEntryKind.Directory)
            {
                await context.ReportAsync(
                    FindingCodes.E024,
                    $"The directory {FindingNotes.Show(path)} is empty; a content directory must have no empty directory.",
                    new(path, null, directory.Name),
                    cancellationToken).ConfigureAwait(false);
            }
        }

        if (isEmpty && context.Storage.HasDirectories)
        {
            await context.ReportAsync(
                FindingCodes.W003,
                "The content directory has no file; it should not be there.",
                new(content, null, directory.Name),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CheckFileAsync(
        string path, long length, string version, ContentHasher? hasher, CancellationToken cancellationToken)
    {
        if (index is null)
        {
            return;
        }

        int found = index.Find(path);
        if (found >= 0)
        {
            index[found].IsFound = true;
        }

        if (found < 0 || index[found].Digest is null)
        {
            await context.ReportAsync(
                FindingCodes.E023,
                $"The file {FindingNotes.Show(path)} is not in the manifest; every content file must be.",
                new(path, null, version),
                cancellationToken).ConfigureAwait(false);
        }

        if (found >= 0 && hasher is not null)
        {
            await hasher.AddAsync(index[found], length, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Compares what inventories state, if no content is read: two digests of one algorithm that differ cannot both be right.
    /// </summary>
    public async Task CompareStatedDigestsAsync(CancellationToken cancellationToken)
    {
        if (index is null || context.Options.Depth != ValidationDepth.Structure)
        {
            return;
        }

        for (int i = 0; i < index.Count; i++)
        {
            ContentFile file = index[i];
            if (file.More.Count == 0)
            {
                continue;
            }

            Dictionary<DigestAlgorithm, string> stated = [];
            if (index.Algorithm is not null && file.Digest is not null)
            {
                stated[index.Algorithm] = file.Digest;
            }

            // Manifests come first: it is the fixity block that has to agree with them.
            foreach (DigestExpectation expectation in file.More.OrderBy(expectation => expectation.Code.Name, StringComparer.Ordinal))
            {
                if (!stated.TryAdd(expectation.Algorithm, expectation.Digest)
                    && expectation.Code == FindingCodes.E093
                    && !stated[expectation.Algorithm].Equals(expectation.Digest, StringComparison.OrdinalIgnoreCase))
                {
                    await context.ReportAsync(
                        FindingCodes.E093,
                        $"The fixity block of {expectation.InventoryPath} says that the {expectation.Algorithm} digest is "
                            + $"{FindingNotes.Show(expectation.Digest)}, another place says "
                                + $"{FindingNotes.Show(stated[expectation.Algorithm])}; they must say the same.",
                        new(file.Path, null, file.Path.Split('/', 2)[0]),
                        cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task CheckMissingAsync(
        IReadOnlyList<VersionDirectory> directories, InventoryDocument inventory, CancellationToken cancellationToken)
    {
        HashSet<int> withoutContent = [.. directories.Where(directory => !directory.HasContent).Select(
            directory => directory.Number.Number)];
        for (int i = 0; i < index!.Count; i++)
        {
            ContentFile file = index[i];
            if (file.IsFound || PathFlawFinder.Find(file.Path) != PathFlaws.None || context.IsUnreadable(file.Path))
            {
                continue;
            }

            string? version = file.Version > 0 ? file.Path.Split('/', 2)[0] : null;
            string shown = FindingNotes.Show(file.Path);
            if (file.Digest is not null)
            {
                await context.ReportAsync(
                    FindingCodes.E092,
                    $"The manifest names {shown}, but there is no such file in a content directory; there must be.",
                    new(file.Path, null, version),
                    cancellationToken).ConfigureAwait(false);
            }

            foreach (DigestExpectation expectation in file.More)
            {
                if (expectation.Code == FindingCodes.E093 || file.Digest is null)
                {
                    await context.ReportAsync(
                        expectation.Code,
                        $"{expectation.InventoryPath} states a digest for {shown}, but there is no such file in a content directory; "
                            + "there must be.",
                        new(file.Path, null, version),
                        cancellationToken).ConfigureAwait(false);
                }
            }

            if (withoutContent.Remove(file.Version))
            {
                await context.ReportAsync(
                    FindingCodes.E016,
                    $"{version} has no directory {FindingNotes.Show(inventory.EffectiveContentDirectory)}, though it contains files; "
                        + "there must be one.",
                    new(version!, null, version),
                    cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
