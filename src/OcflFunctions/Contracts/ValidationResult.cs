using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The output of the orchestration <c>ValidateObjects</c>.</summary>
public sealed record ValidationResult : ValidationCounts
{
    /// <summary>A result that is read.</summary>
    [JsonConstructor]
    public ValidationResult()
    {
    }

    /// <summary>What was found.</summary>
    [SetsRequiredMembers]
    public ValidationResult(ValidationCounts counts) : base(counts) =>
        Outcome = counts.Unverified > 0 ? ValidationOutcome.Incomplete : counts.Errors > 0 ? ValidationOutcome.Invalid : ValidationOutcome.Valid;

    /// <summary>How it came out.</summary>
    [JsonPropertyName("outcome")]
    public required ValidationOutcome Outcome { get; init; }

    /// <summary>The object that was validated; null for the storage root with all its objects.</summary>
    [JsonPropertyName("objectId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectId { get; init; }
}
