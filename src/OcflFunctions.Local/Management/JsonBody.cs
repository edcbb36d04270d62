using System.Text.Json;
using Microsoft.Extensions.Options;
using OcflFunctions.Hosting;
using OcflFunctions.Http;

namespace OcflFunctions.Local.Management;

/// <summary>Reads a JSON value from a request's body, with the size limit of the functions.</summary>
internal sealed class JsonBody(IOptions<OcflOptions> options)
{
    /// <summary>The value.</summary>
    /// <exception cref="ProblemException">The content is not declared as JSON, is not JSON, or is too large.</exception>
    public async Task<JsonElement> ReadAsync(HttpRequest request)
    {
        using JsonDocument body = await RequestBody.ReadAsync(request, options.Value.Http.MaxBodyBytes, request.HttpContext.RequestAborted);
        return body.RootElement.Clone();
    }
}
