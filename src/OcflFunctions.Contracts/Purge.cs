using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A purge of an object, as callers see it.</summary>
public sealed record Purge
{
    /// <summary>The purge's id.</summary>
    public required string Id { get; init; }

    /// <summary>The object's id; null if the engine has lost the request.</summary>
    public required string? ObjectId { get; init; }

    /// <summary>Its status.</summary>
    public required PurgeStatus Status { get; init; }

    /// <summary>When it was requested, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed, in UTC.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The request; null if it is known from the record only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PurgeRequest? Request { get; init; }

    /// <summary>What is kept of the object; null until the purge starts to remove it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PurgeRecord? Record { get; init; }

    /// <summary>Why it failed or was terminated; null if neither.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>Its URL.</summary>
    public required PurgeLinks Links { get; init; }

    /// <summary>Whether it has finished, with whatever result.</summary>
    [JsonIgnore]
    public bool IsFinished => Status is PurgeStatus.Completed or PurgeStatus.Failed or PurgeStatus.Terminated;
}

/// <summary>The status of a purge.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<PurgeStatus>))]
public enum PurgeStatus
{
    /// <summary>A status that this version of the client does not know. It does not count as finished.</summary>
    Unknown,

    /// <summary>Waits to be started, or for its turn with the object.</summary>
    Queued,

    /// <summary>Removes the object.</summary>
    Running,

    /// <summary>Suspended by an operator.</summary>
    Suspended,

    /// <summary>The object is removed.</summary>
    Completed,

    /// <summary>Failed. If it has a record without <see cref="PurgeRecord.CompletedAt"/>, the removal had started.</summary>
    Failed,

    /// <summary>Terminated by an operator. If the removal had started, the next purge or update of the object completes it.</summary>
    Terminated,
}

/// <summary>The record that stays of a purged object.</summary>
public sealed record PurgeRecord
{
    /// <summary>The purge's id.</summary>
    public required string PurgeId { get; init; }

    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>Where the object was: its root's path in the storage root.</summary>
    public required string ObjectRoot { get; init; }

    /// <summary>The version that it had, such as <c>v3</c>.</summary>
    public required string Head { get; init; }

    /// <summary>How many versions it had.</summary>
    public required int Versions { get; init; }

    /// <summary>The algorithm of <see cref="InventoryDigest"/>.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>The digest of its inventory, lower-case hexadecimal.</summary>
    public required string InventoryDigest { get; init; }

    /// <summary>Why it was purged.</summary>
    public required string Reason { get; init; }

    /// <summary>Who purged it.</summary>
    public required UpdateUser User { get; init; }

    /// <summary>When the removal started, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When nothing of the object was left, in UTC; null until then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? CompletedAt { get; init; }
}

/// <summary>The answer to <c>DELETE /api/objects</c>, with the durable engine's own URLs if the settings allow it.</summary>
public sealed record StartedPurge : ManagementLinks
{
    /// <summary>An answer without the engine's URLs.</summary>
    [JsonConstructor]
    public StartedPurge()
    {
    }

    /// <summary>An answer with the engine's URLs.</summary>
    [SetsRequiredMembers]
    public StartedPurge(StartedPurge answer, ManagementLinks management) : base(management)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Id = answer.Id;
        ObjectId = answer.ObjectId;
        Status = answer.Status;
        Links = answer.Links;
    }

    /// <summary>The purge's id.</summary>
    [JsonPropertyOrder(-4)]
    public required string Id { get; init; }

    /// <summary>The object's id.</summary>
    [JsonPropertyOrder(-3)]
    public required string ObjectId { get; init; }

    /// <summary>The purge's status; for a new one <see cref="PurgeStatus.Queued"/>.</summary>
    [JsonPropertyOrder(-2)]
    public required PurgeStatus Status { get; init; }

    /// <summary>Its URL.</summary>
    [JsonPropertyOrder(-1)]
    public required PurgeLinks Links { get; init; }
}

/// <summary>The URLs of a purge: paths on this service.</summary>
/// <param name="Self">GET: the purge.</param>
/// <param name="Events">GET: its changes as they happen (<c>text/event-stream</c>).</param>
public sealed record PurgeLinks(string Self, string Events);

/// <summary>A page of purges, newest first.</summary>
/// <param name="Purges">The purges that the engine still has.</param>
/// <param name="Continuation">
/// Gets the next page, as the query parameter <c>continuation</c>; null on the last page. A page that is not the last can have fewer
/// purges than requested, or none.
/// </param>
public sealed record PurgePage(
    IReadOnlyList<Purge> Purges,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);
