using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>An object with a page of its versions, oldest first.</summary>
public sealed record VersionPage
{
    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The object's root from the storage root.</summary>
    public required string ObjectRoot { get; init; }

    /// <summary>The newest version, such as <c>v3</c>.</summary>
    public required string Head { get; init; }

    /// <summary>The algorithm of the object's digests: <c>sha512</c> or <c>sha256</c>.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>The inventory's digest, lower-case hexadecimal.</summary>
    public required string InventoryDigest { get; init; }

    /// <summary>The versions.</summary>
    public required IReadOnlyList<VersionSummary> Versions { get; init; }

    /// <summary>Gets the next page, as the query parameter <c>continuation</c>; null on the last page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Continuation { get; init; }
}

/// <summary>A version of an object.</summary>
public sealed record VersionSummary
{
    /// <summary>Its number, such as <c>v1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>When it was created; null if the inventory has no time that RFC 3339 allows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Created { get; init; }

    /// <summary>Why; null if the inventory does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>Who created it; null if the inventory does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateUser? User { get; init; }

    /// <summary>How many files it has.</summary>
    public long Files { get; init; }
}
