using Ocfl.Layouts;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>Creates a storage root in an empty storage, or completes one that was started. Several processes may do so at once.</summary>
internal sealed class StorageRootInitializer(IStorage storage, StorageRootOptions options)
{
    /// <summary>Writes the files of the root, unless the storage is a root already.</summary>
    /// <exception cref="StorageRootException">There is something else in the storage.</exception>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (await RootDeclaration.FindAsync(storage, cancellationToken).ConfigureAwait(false) is null)
        {
            await RequireFreshAsync(cancellationToken).ConfigureAwait(false);
            await WriteFilesAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Refuses a root with another specification or layout.</summary>
    public void RequireSame(StorageRoot root)
    {
        if (root.Specification != options.Specification)
        {
            throw new StorageRootException(
                storage.Location, $"is a storage root of OCFL {root.Specification} already, not of {options.Specification}");
        }

        if (root.LayoutName != options.Layout?.ExtensionName)
        {
            throw new StorageRootException(storage.Location, $"is a storage root with {root.LayoutName ?? "no layout"} already, not with "
                + $"{options.Layout?.ExtensionName ?? "none"}");
        }

        if (options.Layout is { } wanted
            && (root.Layout is not { } layout
                || !StorageLayouts.GetConfiguration(layout).AsSpan().SequenceEqual(StorageLayouts.GetConfiguration(wanted))))
        {
            throw new StorageRootException(
                storage.Location, $"is a storage root with {root.LayoutName} already, but with other parameters");
        }
    }

    /// <summary>Refuses a storage with anything in it but what an interrupted initialization leaves.</summary>
    private async Task RequireFreshAsync(CancellationToken cancellationToken)
    {
        await foreach (StorageEntry entry in storage.ListAsync("", recursive: false, cancellationToken).ConfigureAwait(false))
        {
            bool isOwn = entry.Name == LayoutFile.Name
                || (entry is { Name: "extensions", Kind: StorageEntryKind.Directory })
                || RootDeclaration.Known.Any(known => known.RootDeclaration == entry.Name);
            if (!isOwn && !(entry.Kind == StorageEntryKind.Directory
                && await storage.IsMarkAsync(entry.Path, cancellationToken).ConfigureAwait(false)))
            {
                throw new StorageRootException(
                    storage.Location, $"cannot become an OCFL storage root, since it is not empty: it has '{entry.Name}'");
            }
        }
    }

    // The declaration comes last: a root with a declaration is complete. The layout's file comes first: it decides between two that start
    // at once.
    private async Task WriteFilesAsync(CancellationToken cancellationToken)
    {
        if (options.Layout is { } layout)
        {
            LayoutFile file = new(layout.ExtensionName, options.Description ?? layout.Description);
            if (!await SmallFile.TryCreateAsync(storage, LayoutFile.Name, file.ToBytes(), cancellationToken).ConfigureAwait(false))
            {
                await RequireSameLayoutAsync(layout, cancellationToken).ConfigureAwait(false);
            }

            await SmallFile.TryCreateAsync(
                storage,
                LayoutFile.GetConfigurationPath(layout.ExtensionName),
                StorageLayouts.GetConfiguration(layout),
                cancellationToken).ConfigureAwait(false);
        }
        else if (await storage.GetFileAsync(LayoutFile.Name, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw new StorageRootException(storage.Location, $"is being initialized as a storage root with a layout: it has {LayoutFile.Name}");
        }

        await RootDeclaration.WriteAsync(storage, options.Specification, cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireSameLayoutAsync(IStorageLayout layout, CancellationToken cancellationToken)
    {
        string present;
        try
        {
            present = LayoutFile.Parse(await SmallFile.TryReadAsync(storage, LayoutFile.Name, cancellationToken).ConfigureAwait(false)
                ?? []).Extension;
        }
        catch (InvalidDataException exception)
        {
            throw new StorageRootException(storage.Location, "cannot become an OCFL storage root: " + exception.Message);
        }

        if (present != layout.ExtensionName)
        {
            throw new StorageRootException(
                storage.Location, $"is being initialized as a storage root with the layout {present}, not {layout.ExtensionName}");
        }
    }
}
