using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>Finds out whether a directory of a storage root is an object's root.</summary>
internal sealed class DirectoryClassifier(IStorage storage)
{
    /// <summary>How many entries are listed before an object's files are requested by name.</summary>
    private const int ListedEntries = 1024;

    /// <summary>What a directory is, without what is in it.</summary>
    /// <exception cref="StorageException">The directory cannot be read.</exception>
    public async Task<WalkedKind> GetKindAsync(string directory, CancellationToken cancellationToken)
    {
        ClassifiedDirectory classified = await ClassifyAsync(
            directory, _ => false, observe: null, mostNames: 0, cancellationToken).ConfigureAwait(false);
        return classified.Directory.Failure is { } failure ? throw failure : classified.Directory.Kind;
    }

    /// <summary>What a directory is, by the names of an object's files: it is not listed.</summary>
    /// <exception cref="StorageException">The directory cannot be read.</exception>
    public Task<WalkedKind> GetKindByNamesAsync(string directory, CancellationToken cancellationToken) =>
        GetKindByNamesAsync(directory, hasDeclaration: false, hasInventory: false, cancellationToken);

    /// <summary>What a directory is, and what is on the way down in it.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="isOnTheWay">Which of its entries are on the way down.</param>
    /// <param name="observe">Makes its observer if it is not an object's root; null for none.</param>
    /// <param name="mostNames">How many entries on the way down are held.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ClassifiedDirectory> ClassifyAsync(
        string directory,
        Func<StorageEntry, bool> isOnTheWay,
        Func<string, IDirectoryObserver>? observe,
        int mostNames,
        CancellationToken cancellationToken)
    {
        List<WalkedDirectory>? children = mostNames > 0 ? [] : null;
        List<StorageEntry>? first = [];
        IDirectoryObserver? observer = null;
        StorageException? failure = null;
        bool hasDeclaration = false;
        bool hasInventory = false;
        bool isIncomplete = false;
        await foreach (StorageEntry entry in storage.ListPastFailuresAsync(
            directory, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            failure ??= entry.Failure;
            isIncomplete |= entry.Failure is not null && entry.Path == directory;
            if (children is not null && isOnTheWay(entry))
            {
                children.Add(WalkedDirectory.Of(entry));
                children = children.Count > mostNames ? null : children;
            }

            if (first is null)
            {
                if (observer is not null)
                {
                    await observer.AddAsync(entry, cancellationToken).ConfigureAwait(false);
                }
                else if (children is null)
                {
                    break;
                }

                continue;
            }

            first.Add(entry);
            hasDeclaration |= entry.Kind == StorageEntryKind.File && SpecificationVersion.IsObjectDeclaration(entry.Name);
            hasInventory |= entry.Kind == StorageEntryKind.File && entry.Name == Inventory.FileName;
            if (hasDeclaration && hasInventory)
            {
                return Of(WalkedKind.ObjectRoot);
            }

            if (first.Count == ListedEntries)
            {
                try
                {
                    WalkedKind kind = await GetKindByNamesAsync(
                        directory, hasDeclaration, hasInventory, cancellationToken).ConfigureAwait(false);
                    if (kind != WalkedKind.Intermediate)
                    {
                        return Of(kind);
                    }
                }
                catch (StorageException unknown)
                {
                    return new(new(directory, WalkedKind.Unreadable, unknown), null);
                }

                observer = await ObserveAsync(first).ConfigureAwait(false);
                first = null;
            }
        }

        if (first is not null && (hasDeclaration || hasInventory))
        {
            // What is missing may be what could not be read.
            return failure is not null
                ? new(new(directory, WalkedKind.Unreadable, failure) { HasObjectFiles = true }, null)
                : Of(hasDeclaration ? WalkedKind.WithoutInventory : WalkedKind.WithoutDeclaration);
        }

        observer ??= await ObserveAsync(first ?? []).ConfigureAwait(false);
        if (observer is not null)
        {
            await observer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (isIncomplete)
        {
            return new(new(directory, WalkedKind.Unreadable, failure), null);
        }

        children?.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return Of(WalkedKind.Intermediate, children);

        ClassifiedDirectory Of(WalkedKind kind, IReadOnlyList<WalkedDirectory>? children = null) =>
            new(new(directory, kind) { HasObjectFiles = kind != WalkedKind.Intermediate }, children);

        async Task<IDirectoryObserver?> ObserveAsync(List<StorageEntry> entries)
        {
            if (observe is null)
            {
                return null;
            }

            IDirectoryObserver made = observe(directory);
            foreach (StorageEntry entry in entries)
            {
                await made.AddAsync(entry, cancellationToken).ConfigureAwait(false);
            }

            return made;
        }
    }

    private async Task<WalkedKind> GetKindByNamesAsync(
        string directory, bool hasDeclaration, bool hasInventory, CancellationToken cancellationToken)
    {
        hasInventory = hasInventory || await HasAsync(Inventory.FileName).ConfigureAwait(false);
        hasDeclaration = hasDeclaration
            || await HasAsync(SpecificationVersion.V11.ObjectDeclaration).ConfigureAwait(false)
            || await HasAsync(SpecificationVersion.V10.ObjectDeclaration).ConfigureAwait(false);
        return (hasInventory, hasDeclaration) switch
        {
            (true, true) => WalkedKind.ObjectRoot,
            (false, true) => WalkedKind.WithoutInventory,
            (true, false) => WalkedKind.WithoutDeclaration,
            _ => WalkedKind.Intermediate,
        };

        async Task<bool> HasAsync(string name) =>
            await storage.GetFileAsync(StoragePath.Combine(directory, name), cancellationToken).ConfigureAwait(false) is not null;
    }
}

/// <summary>A directory that has been classified.</summary>
/// <param name="Directory">What it is.</param>
/// <param name="Children">What is on the way down in it, by name in ordinal order; null if that is too much to hold.</param>
internal sealed record ClassifiedDirectory(WalkedDirectory Directory, IReadOnlyList<WalkedDirectory>? Children);
