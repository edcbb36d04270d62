using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>What is in a version directory; reports what must not or should not be there (OCFL 1.1, section 3.3).</summary>
internal sealed class VersionDirectory(VersionNumber number, string contentDirectory)
{
    public VersionNumber Number { get; } = number;

    public string Name { get; } = number.ToString();

    /// <summary>The content directory's name in this object.</summary>
    public string ContentDirectory { get; } = contentDirectory;

    public List<string> Sidecars { get; } = [];

    public bool HasInventory { get; private set; }

    public bool HasContent { get; private set; }

    /// <summary>Lists a version directory.</summary>
    public static async Task<VersionDirectory> ReadAsync(
        VersionNumber number, InventoryDocument? root, ObjectContext context, CancellationToken cancellationToken)
    {
        bool isUsable = root is { HasUsableContentDirectory: true };
        VersionDirectory directory = new(number, isUsable ? root!.EffectiveContentDirectory : Inventory.DefaultContentDirectory);
        await foreach (StorageEntry entry in context.ListAsync(directory.Name, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            FindingLocation location = new(context.Local(entry.Path), null, directory.Name);
            await context.ReportSpecialAsync(entry, FindingCodes.E015, cancellationToken).ConfigureAwait(false);
            switch (entry.Kind)
            {
                case StorageEntryKind.File when !directory.TryAddFile(entry.Name):
                    await context.ReportAsync(
                        FindingCodes.E015,
                        $"The file {FindingNotes.Show(entry.Name)} is in a version directory itself; there must be no file but the "
                            + "inventory and its sidecar.",
                        location,
                        cancellationToken).ConfigureAwait(false);
                    break;
                case StorageEntryKind.Directory when entry.Name == directory.ContentDirectory:
                    directory.HasContent = true;
                    break;
                case StorageEntryKind.Directory when !await context.IsMarkAsync(location.Path, cancellationToken).ConfigureAwait(false):
                    await context.ReportAsync(
                        FindingCodes.W002,
                        $"The directory {FindingNotes.Show(entry.Name)} is not the content directory; a version directory should have "
                            + "no other.",
                        location,
                        cancellationToken).ConfigureAwait(false);
                    break;
            }
        }

        return directory;
    }

    private bool TryAddFile(string name)
    {
        if (name == Inventory.FileName)
        {
            return HasInventory = true;
        }

        if (!InventoryFiles.IsSidecar(name))
        {
            return false;
        }

        Sidecars.Add(name);
        return true;
    }
}
