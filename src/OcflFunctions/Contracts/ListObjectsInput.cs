using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of the activity <c>ListObjects</c>.</summary>
/// <param name="Validation">The validation.</param>
/// <param name="Page">The page's number, from 0.</param>
/// <param name="Count">How many objects it may have.</param>
/// <param name="ObjectId">The only object; null for all of the storage root.</param>
/// <param name="After">Where the page starts; null for the first.</param>
/// <param name="Try">What becomes of a directory that cannot be looked at now.</param>
public sealed record ListObjectsInput(
    [property: JsonPropertyName("validation")] ValidationIdentity Validation,
    [property: JsonPropertyName("page")] int Page,
    [property: JsonPropertyName("count")] int Count,
    [property: JsonPropertyName("objectId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ObjectId = null,
    [property: JsonPropertyName("after"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? After = null,
    [property: JsonPropertyName("try")] ValidationTry Try = ValidationTry.Again);
