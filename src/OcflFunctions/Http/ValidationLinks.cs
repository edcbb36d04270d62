using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace OcflFunctions.Http;

/// <summary>Where a validation is, and its report: paths on this service.</summary>
/// <param name="Self">GET: the validation.</param>
/// <param name="Findings">GET: what it has found.</param>
public sealed record ValidationLinks(
    [property: JsonPropertyName("self")] string Self,
    [property: JsonPropertyName("findings")] string Findings)
{
    /// <summary>The links of a validation, with the prefix that the host has given the request's own route.</summary>
    public static ValidationLinks From(HttpRequest request, string validationId)
    {
        string self = Answers.PathOf(request, "/validations", validationId);
        return new ValidationLinks(self, self + "/findings");
    }
}
