using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Type">What kind of problem, as <see cref="OcflFunctionsException.Type"/>.</param>
/// <param name="Field">The field, such as <c>user.address</c>.</param>
/// <param name="JsonPointer">The field as a JSON pointer.</param>
/// <param name="Detail">What is wrong, and what would be right.</param>
public sealed record FieldError(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("field")] string Field,
    [property: JsonPropertyName("pointer")] string JsonPointer,
    [property: JsonPropertyName("detail")] string Detail);
