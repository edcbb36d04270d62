using System.Text.Json;

namespace OcflFunctions.Local.Management;

/// <summary>Reads a JSON value from a request's body.</summary>
internal static class JsonBody
{
    /// <summary>The value.</summary>
    /// <exception cref="BadHttpRequestException">The content is not declared as JSON, or is none.</exception>
    public static async Task<JsonElement> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException("Only application/json request content is supported.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, ManagementJson.Default.JsonElement, request.HttpContext.RequestAborted);
        }
        catch (JsonException failure)
        {
            throw new BadHttpRequestException($"The body is not JSON: {failure.Message}");
        }
    }
}
