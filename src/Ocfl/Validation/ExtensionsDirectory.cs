using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>The directory <c>extensions</c> of an object or of a storage root (OCFL 1.1, sections 3.9 and 4.4).</summary>
internal static class ExtensionsDirectory
{
    private const string Name = "extensions";

    /// <summary>
    /// Checks that there is nothing in it but directories of registered extensions. Links and pipes are left to the caller.
    /// </summary>
    /// <returns>Whether there is an extension that is not registered, and whether there is a mutable HEAD.</returns>
    public static async Task<(bool HasUnregistered, bool HasMutableHead)> CheckAsync(
        ObjectContext context, FindingCode otherCode, FindingCode unregisteredCode, CancellationToken cancellationToken)
    {
        bool hasUnregistered = false;
        bool hasMutableHead = false;
        await foreach (StorageEntry entry in context.ListAsync(Name, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            string path = context.Local(entry.Path);
            hasMutableHead |= entry is { Kind: StorageEntryKind.Directory, Name: MutableHead.ExtensionName };
            if (entry.Kind == StorageEntryKind.File)
            {
                await context.ReportAtAsync(
                    otherCode,
                    $"The file {FindingNotes.Show(entry.Name)} is in the extensions directory itself; there must be nothing but "
                        + "directories of extensions.",
                    path,
                    cancellationToken).ConfigureAwait(false);
            }
            else if (entry.Kind == StorageEntryKind.Directory
                && entry.Name != PendingFolder.ExtensionName
                && !RegisteredExtensions.Contains(entry.Name))
            {
                hasUnregistered = true;
                await context.ReportAtAsync(
                    unregisteredCode,
                    $"{FindingNotes.Show(entry.Name)} is not the name of a registered extension; it should be.",
                    path,
                    cancellationToken).ConfigureAwait(false);
            }
        }

        return (hasUnregistered, hasMutableHead);
    }

    /// <summary>
    /// Reports what must not be anywhere below it: links, pipes and the like, and empty directories, itself among them (OCFL 1.1, section
    /// 4.1).
    /// </summary>
    public static async Task CheckBelowAsync(ObjectContext context, CancellationToken cancellationToken)
    {
        bool isEmpty = true;
        await foreach (StorageEntry entry in context.ListAsync(
            Name, recursive: true, cancellationToken, () => isEmpty = false).ConfigureAwait(false))
        {
            isEmpty = false;
            if (StoragePath.IsWithin(context.Local(entry.Path), Name + "/" + PendingFolder.ExtensionName))
            {
                // Pending files are in no version yet, and may appear and disappear.
                continue;
            }

            await context.ReportSpecialAsync(entry, strayCode: null, cancellationToken).ConfigureAwait(false);
            if (entry.Kind == StorageEntryKind.Directory)
            {
                // A recursive listing has only those directories that are empty.
                await context.ReportEmptyAsync(context.Local(entry.Path), cancellationToken).ConfigureAwait(false);
            }
        }

        if (isEmpty)
        {
            await context.ReportEmptyAsync(Name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Reports an extension that is described nowhere, which 1.0 does not allow: it is not registered, and the storage root has no
    /// text that could describe it.
    /// </summary>
    public static ValueTask ReportUndescribedAsync(ObjectContext context, CancellationToken cancellationToken) =>
        context.Specification < SpecificationVersion.V11
            ? context.ReportAtAsync(
                FindingCodes.E068,
                "There is an extension that is not registered, and the storage root has no document that could describe it; there must "
                    + "be one.",
                Name,
                cancellationToken)
            : ValueTask.CompletedTask;
}
