using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;

namespace Ocfl.Imports;

/// <summary>Why an object is not copied into a storage root.</summary>
/// <param name="Outcome">What that makes of its import.</param>
/// <param name="Reason">Why, for people; null if the object is there.</param>
/// <param name="ObjectRoot">Where the object is in the storage root; null if it is not there.</param>
public sealed record ImportObstacle(ObjectImportOutcome Outcome, string? Reason, string? ObjectRoot)
{
    /// <summary>What is in the way of an object, or that it is there; null if it can be copied.</summary>
    /// <param name="root">The storage root.</param>
    /// <param name="found">The object in its source.</param>
    /// <param name="declared">The version of the specification that it declares.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<ImportObstacle?> FindAsync(
        StorageRoot root, OcflObject found, SpecificationVersion declared, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(found);
        if (declared > root.Specification)
        {
            return new ImportObstacle(
                ObjectImportOutcome.Refused,
                $"It declares OCFL {declared}, and the storage root declares {root.Specification}: no object may be newer than its "
                    + "storage root (OCFL 1.1, section 4.1.2).",
                ObjectRoot: null);
        }

        try
        {
            if (await root.OpenObjectAsync(found.Id, cancellationToken).ConfigureAwait(false) is { } present)
            {
                return Compare(found, present);
            }

            root.GetObjectRoot(found.Id);
            return null;
        }
        catch (Exception refusal) when (refusal is LayoutException or UnknownLayoutException)
        {
            return new ImportObstacle(ObjectImportOutcome.Refused, refusal.Message, ObjectRoot: null);
        }
        catch (Exception damage) when (damage is ObjectIdMismatchException or CorruptObjectException or InventoryTooLargeException)
        {
            return new ImportObstacle(ObjectImportOutcome.Conflict, damage.Message, ObjectRoot: null);
        }
    }

    /// <summary>What is around the place of a new object and prevents it; null if nothing does.</summary>
    /// <param name="root">The storage root, which does not have the object in its place.</param>
    /// <param name="objectId">The object's id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<ImportObstacle?> FindAroundAsync(
        StorageRoot root, string objectId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        string objectRoot = root.GetObjectRoot(objectId);
        string? problem = await root.FindOverlapAsync(objectRoot, cancellationToken).ConfigureAwait(false) is { } other
            ? $"The layout puts it at '{objectRoot}', and there is an object at '{other}'."
            : await root.FindMisplacedAsync(objectId, cancellationToken).ConfigureAwait(false) is { } elsewhere
                ? new MisplacedObjectException(objectId, elsewhere, objectRoot).Message
                : null;
        return problem is null ? null : new ImportObstacle(ObjectImportOutcome.Conflict, problem, ObjectRoot: null);
    }

    // The inventory has the digests of all content of all versions.
    private static ImportObstacle Compare(OcflObject found, OcflObject present) =>
        present.Inventory.DigestAlgorithm == found.Inventory.DigestAlgorithm && present.InventoryDigest == found.InventoryDigest
            ? new ImportObstacle(ObjectImportOutcome.Unchanged, Reason: null, present.Root)
            : new ImportObstacle(
                ObjectImportOutcome.Conflict,
                $"The storage root has this object with {present.Inventory.Head} and another inventory; it is not touched.",
                present.Root);
}
