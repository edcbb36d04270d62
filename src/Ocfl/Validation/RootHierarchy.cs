using System.Runtime.CompilerServices;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>The directories of a storage root down to its objects (OCFL 1.1, sections 4.1 and 4.3).</summary>
internal static class RootHierarchy
{
    /// <summary>
    /// Finds the objects, and reports what is below the top and is neither an object nor on the way to one. A search that continues an
    /// earlier one reports only what is new.
    /// </summary>
    /// <param name="context">The storage root.</param>
    /// <param name="after">The object at which an earlier search stopped; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Each object's root, as a path within the storage root.</returns>
    public static async IAsyncEnumerable<string> FindObjectsAsync(
        ObjectContext context, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StorageRootWalk walk = new(
            context.Storage, context.Root, directory => new HierarchyDirectory(context.Local(directory), context));
        await foreach (WalkedDirectory found in walk.WalkAsync(
            after is null ? null : context.Full(after), cancellationToken).ConfigureAwait(false))
        {
            if (found.HasObjectFiles)
            {
                yield return context.Local(found.Path);
            }
            else if (found.Failure is not null)
            {
                await context.ReportUnreadableAsync(context.Local(found.Path), found.Failure, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What is in a root's top directory.</summary>
    public static IAsyncEnumerable<StorageEntry> ListTopAsync(ObjectContext context, CancellationToken cancellationToken) =>
        context.ListAsync("", recursive: false, cancellationToken);

    /// <summary>Reports links, pipes and the like in the root's top directory, where other files may be.</summary>
    public static async Task CheckTopAsync(ObjectContext context, CancellationToken cancellationToken)
    {
        await foreach (StorageEntry entry in ListTopAsync(context, cancellationToken).ConfigureAwait(false))
        {
            await context.ReportSpecialAsync(entry, FindingCodes.E072, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether an object is a direct child of its storage root.</summary>
    public static bool IsAtTop(string objectRoot) => !objectRoot.Contains('/', StringComparison.Ordinal);

    /// <summary>Reports a root that has objects both as its own children and deeper.</summary>
    public static async ValueTask ReportDepthsAsync(
        ObjectContext context, bool hasObjectsAtTop, bool hasObjectsBelow, CancellationToken cancellationToken)
    {
        if (hasObjectsAtTop && hasObjectsBelow)
        {
            await context.ReportAtAsync(
                FindingCodes.W015,
                "Some objects are direct children of the storage root and some are deeper; a root should have either the one or the other.",
                "",
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reports objects in directories within an object, where there must be none.</summary>
    public static async Task CheckNestedAsync(
        ObjectContext context, string objectRoot, IEnumerable<string> directories, CancellationToken cancellationToken)
    {
        foreach (string directory in directories)
        {
            string path = StoragePath.Combine(objectRoot, directory);
            await foreach (StorageEntry entry in context.ListAsync(path, recursive: true, cancellationToken).ConfigureAwait(false))
            {
                if (entry.Kind == StorageEntryKind.File && SpecificationVersion.IsObjectDeclaration(entry.Name))
                {
                    string nested = context.Local(StoragePath.GetDirectory(entry.Path));
                    await context.ReportAtAsync(
                        FindingCodes.E082,
                        $"The object in {FindingNotes.Show(nested)} is within the object in {FindingNotes.Show(objectRoot)}; objects "
                            + "must be at the ends of the hierarchy.",
                        nested,
                        cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
