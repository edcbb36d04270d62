using System.Text.Json.Serialization;
using Ocfl.Staging;
using Ocfl.Updates;

namespace OcflFunctions.Contracts;

/// <summary>What a caller asks for: one new version of one object. Checked before it is scheduled.</summary>
public sealed record UpdateRequest
{
    /// <summary>The object's id; any string that is not empty.</summary>
    [JsonPropertyName("objectId")]
    public required string ObjectId { get; init; }

    /// <summary>Where the content comes from; null for none, when the version is made of the last one.</summary>
    [JsonPropertyName("source"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateSource? Source { get; init; }

    /// <summary>How the source becomes the version's state.</summary>
    [JsonPropertyName("mode")]
    public UpdateMode Mode { get; init; }

    /// <summary>Whether the source may be without files, and a new object too; refused otherwise.</summary>
    [JsonPropertyName("allowEmpty"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AllowEmpty { get; init; }

    /// <summary>Changes to what the source gives, in order; null for none.</summary>
    [JsonPropertyName("changes"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StateChange>? Changes { get; init; }

    /// <summary>Further digest algorithms, for the fixity block of new content; null for none.</summary>
    [JsonPropertyName("fixity"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Fixity { get; init; }

    /// <summary>Why; null when not given.</summary>
    [JsonPropertyName("message"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>Who; null when not given.</summary>
    [JsonPropertyName("user"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateUser? User { get; init; }

    /// <summary>The version that the object must have now, such as <c>v2</c>; <see cref="NoHead"/> for none yet; null when any will do.</summary>
    [JsonPropertyName("expectedHead"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExpectedHead { get; init; }

    /// <summary><c>sha512</c> or <c>sha256</c>; another than the object's moves it there. Null for the object's own, and for a new object the service's default.</summary>
    [JsonPropertyName("digestAlgorithm"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DigestAlgorithm { get; init; }

    /// <summary>What becomes of the update when retries have run out on a fault that an operator can mend.</summary>
    [JsonPropertyName("onFailure")]
    public FailureAction OnFailure { get; init; }

    /// <summary>The <see cref="ExpectedHead"/> of an object that must not exist yet.</summary>
    public const string NoHead = "v0";
}
