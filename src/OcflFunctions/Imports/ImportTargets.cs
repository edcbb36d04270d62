using System.Globalization;
using System.Text;
using Ocfl.Imports;
using Ocfl.Inventories;
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
        return await ImportObstacle.FindAsync(root, found, declared, cancellationToken) is { } obstacle
            ? Describe(found, OutcomeOf(obstacle), obstacle.Reason) with { ObjectRoot = obstacle.ObjectRoot }
            : null;
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

    private static ImportedObjectOutcome OutcomeOf(ImportObstacle obstacle) => obstacle.Outcome switch
    {
        ObjectImportOutcome.Unchanged => ImportedObjectOutcome.Unchanged,
        ObjectImportOutcome.Refused => ImportedObjectOutcome.Refused,
        _ => ImportedObjectOutcome.Conflict,
    };
}
