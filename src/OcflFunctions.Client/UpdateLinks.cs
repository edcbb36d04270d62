using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>Where an update is, and what can be asked of it: paths on this service.</summary>
/// <param name="Self">GET: the update.</param>
/// <param name="Suspend">POST: suspends it.</param>
/// <param name="Resume">POST: resumes it.</param>
/// <param name="Cancel">POST: cancels it.</param>
/// <param name="Retry">POST: lets it go on after a hold.</param>
public sealed record UpdateLinks(
    [property: JsonPropertyName("self")] string Self,
    [property: JsonPropertyName("suspend")] string Suspend,
    [property: JsonPropertyName("resume")] string Resume,
    [property: JsonPropertyName("cancel")] string Cancel,
    [property: JsonPropertyName("retry")] string Retry);
