using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace OcflFunctions.Http;

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
    [property: JsonPropertyName("retry")] string Retry)
{
    /// <summary>The links of an update, with the prefix that the host has given the request's own route.</summary>
    public static UpdateLinks From(HttpRequest request, string updateId)
    {
        string self = Answers.PathOf(request, "/updates", updateId);
        return new UpdateLinks(self, self + "/suspend", self + "/resume", self + "/cancel", self + "/retry");
    }
}
