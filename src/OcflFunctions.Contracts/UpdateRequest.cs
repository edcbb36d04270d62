using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A request for one new version of one object.</summary>
public sealed record UpdateRequest
{
    /// <summary>The <see cref="ExpectedHead"/> of an object that must not exist yet.</summary>
    public const string NoHead = "v0";

    /// <summary>The object's id; any string that is not empty.</summary>
    public required string ObjectId { get; init; }

    /// <summary>Where the content comes from; null only where <see cref="Changes"/> are given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateSource? Source { get; init; }

    /// <summary>How the source becomes the version's state.</summary>
    public UpdateMode Mode { get; init; }

    /// <summary>
    /// Whether the source may be without files, and a new object too. Otherwise that is refused, since a share that is not mounted
    /// looks the same. <see cref="Changes"/> that remove every file are always allowed.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AllowEmpty { get; init; }

    /// <summary>Changes to the state, applied in order once the source's files are in it; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StateChange>? Changes { get; init; }

    /// <summary>Algorithms of further digests to keep of the new content; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Fixity { get; init; }

    /// <summary>Why; null when not given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>Who; null when not given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateUser? User { get; init; }

    /// <summary>
    /// The version that the object must have now, such as <c>v2</c>; <see cref="NoHead"/> for none yet; null if any version is accepted.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExpectedHead { get; init; }

    /// <summary>
    /// <c>sha512</c> or <c>sha256</c>; if it differs from the object's, the object moves to it. Null for the object's own, and for a
    /// new object the service's default.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DigestAlgorithm { get; init; }

    /// <summary>What to do when retries have run out on a fault that an operator can fix.</summary>
    public FailureAction OnFailure { get; init; }

    /// <summary>
    /// The version's <c>created</c> time, for a migration that keeps historic dates; null for the update's own time. Only where
    /// <c>Ocfl:Updates:AllowCreated</c> is true; not in the future, and not before the previous version's.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Created { get; init; }
}

/// <summary>How the files of an update become a version state.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdateMode>))]
public enum UpdateMode
{
    /// <summary>The new version has these files and no others.</summary>
    [JsonStringEnumMemberName("replace")]
    Replace,

    /// <summary>The new version has what the last one has, and these files in addition or instead.</summary>
    [JsonStringEnumMemberName("merge")]
    Merge,

    /// <summary>The new version has what the last one has; of these files it gets those that changes name.</summary>
    [JsonStringEnumMemberName("select")]
    Select,
}

/// <summary>What to do with an update when retries have run out on a fault that an operator can fix.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureAction>))]
public enum FailureAction
{
    /// <summary>It is held until an operator retries or cancels it, or the hold expires.</summary>
    [JsonStringEnumMemberName("hold")]
    Hold,

    /// <summary>It is undone and fails at once.</summary>
    [JsonStringEnumMemberName("revert")]
    Revert,
}

/// <summary>Where the content comes from: a folder, a container of blobs or a stage; and which of its files.</summary>
public sealed record UpdateSource
{
    /// <summary>A folder: absolute, or from the first allowed folder (<c>Ocfl:Sources:AllowedPaths</c>). Null for another source.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Directory { get; init; }

    /// <summary>A container of blobs, one that is allowed (<c>Ocfl:Sources:AllowedContainers</c>). Null for another source.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Container { get; init; }

    /// <summary>The path in the container that is the source's top; null for the container itself, and for a folder.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prefix { get; init; }

    /// <summary>A stage, by its id: files that were uploaded to this service. Null for a folder or a container.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Stage { get; init; }

    /// <summary>
    /// Patterns of the paths, from the source's top, of the files to take; null for all: <c>*</c> and <c>?</c> within a name, <c>**</c> for
    /// any names.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Patterns of those not to take, even where <see cref="Include"/> names them; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>
    /// Whether the source is a bag (BagIt, RFC 8493). It is verified whole; its payload, without <c>data/</c>, is the source's files,
    /// which <see cref="Include"/>, <see cref="Exclude"/> and changes name.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Bag { get; init; }

    /// <summary>
    /// The folder of the version that receives the bag's tag files, such as <c>bag-info.txt</c>; null if they are verified only.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BagTags { get; init; }

    /// <summary>The digests that the files must have; null if none are given. Not for a bag, which has its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SourceDigests? Digests { get; init; }
}

/// <summary>
/// The digests that the files of a source must have: in a file of the source, or in the request. Each file that is taken must have one.
/// </summary>
public sealed record SourceDigests
{
    /// <summary>The digest algorithm, by its OCFL name, such as <c>sha256</c> or <c>md5</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>
    /// The path, from the source's top, of a file in the form of <c>sha256sum</c>; null where <see cref="Files"/> are given. The file
    /// itself is not taken.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Manifest { get; init; }

    /// <summary>The digests, hexadecimal, by path from the source's top; null where a <see cref="Manifest"/> is given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Files { get; init; }
}

/// <summary>Who makes the version (OCFL 1.1, section 3.5.3.1).</summary>
/// <param name="Name">The name; not empty.</param>
/// <param name="Address">An absolute URI, such as <c>mailto:</c> or an ORCID; null when not given.</param>
public sealed record UpdateUser(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Address = null);
