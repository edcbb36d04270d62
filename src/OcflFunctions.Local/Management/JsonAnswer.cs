using System.Text.Encodings.Web;
using System.Text.Json;

namespace OcflFunctions.Local.Management;

/// <summary>Writes JSON straight into the response, with the status that is set there.</summary>
/// <param name="write">Writes one value.</param>
internal sealed class JsonAnswer(Func<Utf8JsonWriter, CancellationToken, Task> write) : IResult
{
    private const int FullAtBytes = 32 * 1024;

    // The answer is never embedded in a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(httpContext.Response.Body, Options);
        await write(json, httpContext.RequestAborted);
        await json.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>Flushes once enough is written, so that a long answer is never in memory as a whole.</summary>
    public static async ValueTask FlushIfFullAsync(Utf8JsonWriter json, CancellationToken cancellation)
    {
        if (json.BytesPending >= FullAtBytes)
        {
            await json.FlushAsync(cancellation);
        }
    }
}
