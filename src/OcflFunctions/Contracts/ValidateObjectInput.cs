using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of the activity <c>ValidateObject</c>.</summary>
/// <param name="Validation">The validation.</param>
/// <param name="Page">The page that the objects are of.</param>
/// <param name="Slice">Which of its objects.</param>
/// <param name="Content">Whether content is read and compared with its digests.</param>
/// <param name="Try">What becomes of an object that cannot be looked at now.</param>
public sealed record ValidateObjectInput(
    [property: JsonPropertyName("validation")] ValidationIdentity Validation,
    [property: JsonPropertyName("page")] int Page,
    [property: JsonPropertyName("slice")] SliceRange Slice,
    [property: JsonPropertyName("content")] bool Content,
    [property: JsonPropertyName("try")] ValidationTry Try = ValidationTry.First);
