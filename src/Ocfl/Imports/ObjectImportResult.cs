using Ocfl.Findings;

namespace Ocfl.Imports;

/// <summary>What became of the import of an object.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="SourcePath">The object's root, from the source's top; null for an id that the source does not have.</param>
public sealed record ObjectImportResult(ObjectImportOutcome Outcome, string? SourcePath)
{
    /// <summary>The object's id; null if its inventory could not be read.</summary>
    public string? ObjectId { get; init; }

    /// <summary>The object's root in the storage root; null if it is not there.</summary>
    public string? ObjectRoot { get; init; }

    /// <summary>Its newest version, such as <c>v3</c>; null if its inventory could not be read.</summary>
    public string? Head { get; init; }

    /// <summary>The digest of its inventory; null if it could not be read.</summary>
    public string? InventoryDigest { get; init; }

    /// <summary>How many files were copied, or would be.</summary>
    public long Files { get; init; }

    /// <summary>How many bytes were copied, or would be.</summary>
    public long Bytes { get; init; }

    /// <summary>Why it is not in the storage root; null if it is, or was there before.</summary>
    public string? Reason { get; init; }

    /// <summary>What is wrong with it, if it is not valid; warnings of one that is.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}

/// <summary>What becomes of an object that is imported.</summary>
public enum ObjectImportOutcome
{
    /// <summary>It is in the storage root now, the same byte by byte; or would be.</summary>
    Imported,

    /// <summary>The storage root has it, with the same inventory.</summary>
    Unchanged,

    /// <summary>
    /// The storage root has an object of this id with another inventory, or something else in its place. It is not touched.
    /// </summary>
    Conflict,

    /// <summary>It is not valid by the specification.</summary>
    Invalid,

    /// <summary>It cannot be in this storage root.</summary>
    Refused,

    /// <summary>The source has no object of a requested id.</summary>
    NotFound,

    /// <summary>It changed in the source while it was copied.</summary>
    Changed,

    /// <summary>A storage failed.</summary>
    Failed,
}
