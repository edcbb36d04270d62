using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A request for a stage: a place for uploads, from which an update takes its content.</summary>
public sealed record StageRequest
{
    /// <summary>
    /// The algorithms of the digests that each uploaded file gets, such as <c>md5</c>, besides the service's algorithm of new objects; null
    /// for that alone. An update from the stage does not read the content again if its object's algorithm is among them.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? DigestAlgorithms { get; init; }
}

/// <summary>A stage as callers see it.</summary>
public record Stage
{
    /// <summary>The stage's id, which an update names as <see cref="UpdateSource.Stage"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Its status.</summary>
    public required StageStatus Status { get; init; }

    /// <summary>When it was created, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is removed with its files unless an update runs from it, in UTC. An upload can move this forward.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The algorithms of the digests that each file gets.</summary>
    public required IReadOnlyList<string> DigestAlgorithms { get; init; }

    /// <summary>The update that runs from it; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UpdateId { get; init; }

    /// <summary>Its URLs.</summary>
    public required StageLinks Links { get; init; }
}

/// <summary>A stage with a page of its files.</summary>
public sealed record StageContents : Stage
{
    /// <summary>Its files, in an order that stays the same and is not that of their paths.</summary>
    public required IReadOnlyList<StageFile> Files { get; init; }

    /// <summary>For the next page; null for the last page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Continuation { get; init; }
}

/// <summary>The status of a stage.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<StageStatus>))]
public enum StageStatus
{
    /// <summary>A status that this version of the client does not know.</summary>
    Unknown,

    /// <summary>It accepts uploads, and an update can take it.</summary>
    Open,

    /// <summary>
    /// An update runs from it, and its files cannot be changed. It ends when the update completes, and is open again if that fails.
    /// </summary>
    Taken,
}

/// <summary>The URLs of a stage: paths on this service.</summary>
/// <param name="Self">GET: the stage with its files. DELETE: removes it with its files.</param>
/// <param name="Files">Below this, each file has its path. PUT: uploads the file. GET: describes it. DELETE: removes it.</param>
/// <param name="Uploads">POST: a resumable upload (tus 1.0.0).</param>
public sealed record StageLinks(string Self, string Files, string Uploads);

/// <summary>One page of a list of stages.</summary>
/// <param name="Stages">The stages, in the order of their ids.</param>
/// <param name="Continuation">For the next page; null for the last page.</param>
public sealed record StagePage(
    IReadOnlyList<Stage> Stages,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation)
{
    /// <summary>
    /// The ids of stages of this page whose records cannot be read, for an operator to look at; null for none. Their files are kept.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Damaged { get; init; }
}
