using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace OcflFunctions.Http.OpenApi;

/// <summary>Returns the OpenAPI document.</summary>
public sealed class OpenApiApi(OpenApiText text)
{
    /// <summary><c>GET /api/openapi.json</c>: the OpenAPI 3.1 document of this service.</summary>
    [Function("GetOpenApi")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            string path = request.PathBase.Add(request.Path).ToUriComponent();
            return Results.Text(await text.WriteAsync(path[..path.LastIndexOf('/')], cancellationToken), CallContent.JsonType);
        });
}
