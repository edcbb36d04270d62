using System.Text.Json;
using Microsoft.OpenApi;

namespace OcflFunctions.Http.OpenApi;

/// <summary>The text of the OpenAPI document, made once.</summary>
/// <param name="calls">The calls.</param>
public sealed class OpenApiText(CallTable calls)
{
    private readonly Lazy<Task<string>> _text = new(() => OpenApiBuilder.Build(calls).SerializeAsync(
        OpenApiSpecVersion.OpenApi3_1, OpenApiConstants.Json, CancellationToken.None));

    /// <summary>The document for an API at a path.</summary>
    /// <param name="server">The path that every call starts with, such as <c>/api</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<string> WriteAsync(string server, CancellationToken cancellationToken)
    {
        string text = await _text.Value.WaitAsync(cancellationToken);
        string url = server.Length == 0 ? "/" : server;
        return text.Replace(OpenApiBuilder.Server, JsonEncodedText.Encode(url).ToString(), StringComparison.Ordinal);
    }
}
