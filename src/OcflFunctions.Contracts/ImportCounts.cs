using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The objects of an import by their outcomes.</summary>
public record ImportCounts
{
    /// <summary>How many objects are done, with whatever outcome.</summary>
    public long Objects { get; init; }

    /// <summary>How many of them this import has brought into the storage root.</summary>
    public long Imported { get; init; }

    /// <summary>How many the storage root already had, with the same inventory.</summary>
    public long Unchanged { get; init; }

    /// <summary>How many the storage root has with another history, or with something else in their places. They are not touched.</summary>
    public long Conflicts { get; init; }

    /// <summary>How many are not valid by the specification.</summary>
    public long Invalid { get; init; }

    /// <summary>How many cannot be in this storage root: its layout has no place for the id, say, or it declares an older OCFL.</summary>
    public long Refused { get; init; }

    /// <summary>How many ids of the request are of no object in the source.</summary>
    public long NotFound { get; init; }

    /// <summary>How many changed in the source while they were copied.</summary>
    public long Changed { get; init; }

    /// <summary>How many could not be imported because a storage failed.</summary>
    public long Failed { get; init; }

    /// <summary>How many were undone because the import was cancelled.</summary>
    public long Cancelled { get; init; }

    /// <summary>How many files the imported objects have.</summary>
    public long Files { get; init; }

    /// <summary>How many bytes they have.</summary>
    public long Bytes { get; init; }
}

/// <summary>How far an import is.</summary>
public sealed record ImportProgress : ImportCounts
{
    /// <summary>Progress that is read.</summary>
    [JsonConstructor]
    public ImportProgress()
    {
    }

    /// <summary>Progress with these numbers.</summary>
    public ImportProgress(ImportCounts counts) : base(counts)
    {
    }

    /// <summary>How many objects have been listed so far.</summary>
    public long Listed { get; init; }

    /// <summary>How many objects there are; null until all are listed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Total { get; init; }

    /// <summary>How many objects are being imported now.</summary>
    public int Running { get; init; }

    /// <summary>The activities of the import itself that failed and are being retried, the first few.</summary>
    public IReadOnlyList<ActivityRetry> Retrying { get; init; } = [];
}
