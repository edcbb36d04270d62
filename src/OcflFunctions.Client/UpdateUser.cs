using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>Who makes the version (OCFL 1.1, section 3.5.3.1).</summary>
/// <param name="Name">The name; not empty.</param>
/// <param name="Address">An absolute URI, such as <c>mailto:</c> or an ORCID; null when not given.</param>
public sealed record UpdateUser(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("address"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Address = null);
