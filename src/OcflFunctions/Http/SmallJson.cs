using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace OcflFunctions.Http;

/// <summary>A small value as JSON, whose length is sent before it: that costs less than to send it in chunks.</summary>
/// <param name="value">The value.</param>
/// <param name="type">How it is serialized.</param>
/// <param name="status">The status of the answer.</param>
internal sealed class SmallJson<T>(T value, JsonTypeInfo<T> type, int status) : IResult, IStatusCodeHttpResult
{
    /// <inheritdoc/>
    public int? StatusCode => status;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        HttpResponse response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body).AsTask();
    }
}
