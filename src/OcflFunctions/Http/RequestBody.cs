using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace OcflFunctions.Http;

/// <summary>Reads a JSON body, no more of it than is allowed.</summary>
internal static class RequestBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The body.</summary>
    /// <exception cref="ProblemException">It is too large, of another media type, or not JSON.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        RequireJson(request.ContentType);
        ReadOnlyMemory<byte> body = await ReadBytesAsync(request, mostBytes, cancellationToken);
        if (!Utf8.IsValid(body.Span))
        {
            throw new ProblemException(ProblemKind.MalformedJson, "The body is not UTF-8.");
        }

        try
        {
            return JsonDocument.Parse(body, Strict);
        }
        catch (JsonException malformed)
        {
            throw new ProblemException(ProblemKind.MalformedJson, Describe(malformed));
        }
    }

    private static void RequireJson(string? contentType)
    {
        bool isJson = MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (type.Charset.Length == 0 || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isJson)
        {
            throw new ProblemException(
                ProblemKind.UnsupportedMediaType, $"The header Content-Type is '{contentType}'; it must be application/json, in UTF-8.", HeaderNames.ContentType);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > mostBytes)
        {
            throw TooLarge(mostBytes);
        }

        using MemoryStream body = new();
        byte[] buffer = new byte[8192];
        int read;
        while ((read = await ReadSomeAsync(request, buffer, mostBytes, cancellationToken)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > mostBytes)
            {
                throw TooLarge(mostBytes);
            }
        }

        return body.ToArray();
    }

    // The server has a limit of its own, which may be lower.
    private static async Task<int> ReadSomeAsync(HttpRequest request, byte[] buffer, int mostBytes, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Body.ReadAsync(buffer, cancellationToken);
        }
        catch (BadHttpRequestException refusal) when (refusal.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(mostBytes);
        }
    }

    private static ProblemException TooLarge(int mostBytes) =>
        new(ProblemKind.BodyTooLarge, string.Create(CultureInfo.InvariantCulture, $"The body may have {mostBytes} bytes."));

    private static string Describe(JsonException malformed)
    {
        string message = malformed.Message;
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string what = end < 0 ? message : message[..end];
        return malformed.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"Line {line + 1}, byte {malformed.BytePositionInLine + 1}: {what}")
            : what;
    }
}
