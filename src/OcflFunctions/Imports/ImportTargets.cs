using System.Globalization;
using System.Text;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Imports;

/// <summary>Whether and where an object can be in the storage root.</summary>
public sealed class ImportTargets(ObjectStore objects)
{
    /// <summary>What is in the way of an object, or that it is there; null if it can be imported.</summary>
    /// <param name="found">The object in its source.</param>
    /// <param name="declared">The version of the specification that it declares.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<ImportedObject?> FindObstacleAsync(
        OcflObject found, SpecificationVersion declared, CancellationToken cancellationToken)
    {
        int idBytes = Encoding.UTF8.GetByteCount(found.Id);
        if (idBytes > RequestFields.MostIdBytes)
        {
            return Describe(found, ImportedObjectOutcome.Refused, string.Create(
                CultureInfo.InvariantCulture,
                $"Its id has {idBytes} bytes; this service takes ids of up to {RequestFields.MostIdBytes} bytes."));
        }

        StorageRoot root = await objects.GetRootAsync(cancellationToken);
        if (declared > root.Specification)
        {
            return Describe(
                found,
                ImportedObjectOutcome.Refused,
                $"It declares OCFL {declared}, and the storage root declares {root.Specification}: no object may be newer than its "
                    + "storage root (OCFL 1.1, section 4.1.2).");
        }

        try
        {
            if (await root.OpenObjectAsync(found.Id, cancellationToken) is { } present)
            {
                return Compare(found, present);
            }

            root.GetObjectRoot(found.Id);
            return null;
        }
        catch (Exception refusal) when (refusal is LayoutException or UnknownLayoutException)
        {
            return Describe(found, ImportedObjectOutcome.Refused, refusal.Message);
        }
        catch (Exception damage) when (damage is ObjectIdMismatchException or CorruptObjectException or InventoryTooLargeException)
        {
            return Describe(found, ImportedObjectOutcome.Conflict, damage.Message);
        }
    }

    /// <summary>The directory of a new object.</summary>
    /// <exception cref="ObjectConflictException">Another object is in its way.</exception>
    internal async Task<string> GetObjectRootAsync(string objectId, CancellationToken cancellationToken)
    {
        try
        {
            return (await objects.GetTargetAsync(objectId, cancellationToken)).ObjectRoot;
        }
        catch (InvalidUpdateException obstacle)
        {
            throw new ObjectConflictException(obstacle.Message, obstacle);
        }
    }

    /// <summary>What an object is and what became of it.</summary>
    internal static ImportedObject Describe(OcflObject found, ImportedObjectOutcome outcome, string? reason = null) => new()
    {
        Outcome = outcome,
        ObjectId = found.Id,
        SourcePath = found.Root,
        Head = found.Inventory.Head.ToString(),
        DigestAlgorithm = found.Inventory.DigestAlgorithm,
        InventoryDigest = found.InventoryDigest,
        Reason = reason,
    };

    // The inventory has the digests of all content of all versions.
    private static ImportedObject Compare(OcflObject found, OcflObject present)
    {
        if (present.Inventory.DigestAlgorithm == found.Inventory.DigestAlgorithm && present.InventoryDigest == found.InventoryDigest)
        {
            return Describe(found, ImportedObjectOutcome.Unchanged) with { ObjectRoot = present.Root };
        }

        return Describe(
            found,
            ImportedObjectOutcome.Conflict,
            $"The storage root has this object with {present.Inventory.Head} and another inventory; it is not touched.") with
        {
            ObjectRoot = present.Root,
        };
    }
}
