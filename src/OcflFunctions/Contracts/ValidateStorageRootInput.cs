using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of the activity <c>ValidateStorageRoot</c>.</summary>
/// <param name="Validation">The validation.</param>
/// <param name="State">What the root's objects are together.</param>
/// <param name="Try">What becomes of a file or directory that cannot be looked at now.</param>
public sealed record ValidateStorageRootInput(
    [property: JsonPropertyName("validation")] ValidationIdentity Validation,
    [property: JsonPropertyName("state")] ValidationState State,
    [property: JsonPropertyName("try")] ValidationTry Try = ValidationTry.Again);
