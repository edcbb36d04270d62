using System.Text.Json.Serialization;

namespace Ocfl.Stages;

/// <summary>What is staged for an object: changes to a version, in order, and the content that they need.</summary>
internal sealed record StageRecord
{
    /// <summary>The form of the record that this version of the library writes.</summary>
    public const int CurrentForm = 1;

    /// <summary>The form of the record.</summary>
    public required int Form { get; init; }

    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The version that the changes are made to; null for a new object.</summary>
    public StageBase? Base { get; init; }

    /// <summary>The algorithm of the content's digests.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>The changes. The content of one is named by its digest.</summary>
    public required IReadOnlyList<StageOperation> Changes { get; init; }

    /// <summary>The content.</summary>
    public required IReadOnlyList<StageContent> Content { get; init; }

    /// <summary>The commit that is being executed, or was when its process died; null if there is none.</summary>
    public StageCommit? Commit { get; init; }
}

/// <summary>The version that staged changes are made to.</summary>
/// <param name="Head">The version.</param>
/// <param name="InventoryDigest">The digest of the object's inventory, in its own algorithm.</param>
internal sealed record StageBase(string Head, string InventoryDigest);

/// <summary>A staged change, with the names that it has in the HTTP API.</summary>
internal sealed record StageOperation
{
    public required string Op { get; init; }

    public string? Path { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    public string? Version { get; init; }

    public string? Content { get; init; }
}

/// <summary>Content that staged changes need.</summary>
internal sealed record StageContent
{
    /// <summary>Its digest.</summary>
    public required string Digest { get; init; }

    /// <summary>In bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Where it waits, in the storage of stages; null if the object has it.</summary>
    public string? Path { get; init; }

    /// <summary>The state of that file.</summary>
    [JsonPropertyName("etag")]
    public string? ETag { get; init; }

    /// <summary>Digests in further algorithms, for the fixity block.</summary>
    public IReadOnlyDictionary<string, string>? Fixity { get; init; }
}

/// <summary>A commit of a stage.</summary>
/// <param name="Head">The version that it makes.</param>
/// <param name="InventoryDigest">The digest of the version's inventory.</param>
internal sealed record StageCommit(string Head, string InventoryDigest);

/// <summary>A line of a journal: a file of a source that was read, whole or up to an offset.</summary>
internal sealed record JournalEntry
{
    /// <summary>Where the source is.</summary>
    public required string Source { get; init; }

    /// <summary>The file there.</summary>
    public required string Path { get; init; }

    /// <summary>The state that it was read in.</summary>
    [JsonPropertyName("etag")]
    public required string ETag { get; init; }

    /// <summary>Its length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Its digests by algorithm; null if it was not read to its end.</summary>
    public IReadOnlyDictionary<string, string>? Digests { get; init; }

    /// <summary>The copy of it, in the storage of stages; null if the object has the content.</summary>
    public string? Staged { get; init; }

    /// <summary>The state of the copy.</summary>
    [JsonPropertyName("stagedETag")]
    public string? StagedETag { get; init; }

    /// <summary>How many bytes were read and are durable; null if all were.</summary>
    public long? Offset { get; init; }

    /// <summary>The state of the digests at the offset.</summary>
    public byte[]? State { get; init; }
}
