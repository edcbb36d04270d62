using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of the activity <c>ValidateStorageRoot</c>.</summary>
/// <param name="Validation">The validation.</param>
/// <param name="State">What the root's objects are together.</param>
public sealed record ValidateStorageRootInput(
    [property: JsonPropertyName("validation")] ValidationIdentity Validation,
    [property: JsonPropertyName("state")] ValidationState State);
