using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Ocfl;

namespace OcflFunctions.Http;

/// <summary>Reads a JSON body, up to the allowed size.</summary>
internal static class RequestBody
{
    private const int MaxDepth = 16;

    /// <summary>The body.</summary>
    /// <exception cref="ProblemException">It is too large, of another media type, or not JSON, or the request ends in the
    /// middle.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        RequireJson(request.ContentType);
        RequireNoEncoding(request.Headers.ContentEncoding.ToString());
        ReadOnlyMemory<byte> body = await ReadBytesAsync(request, mostBytes, cancellationToken);
        try
        {
            return JsonText.Parse(body, MaxDepth);
        }
        catch (InvalidJsonException fault)
        {
            ProblemKind kind = fault.IsHalfCharacter ? ProblemKind.InvalidText : ProblemKind.MalformedJson;
            throw new ProblemException(kind, [kind.At(fault.Path ?? "", $"The body is not valid: {fault.Message}.")]);
        }
    }

    private static void RequireJson(string? contentType)
    {
        bool isJson = MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (type.Charset.Length == 0 || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isJson)
        {
            throw new ProblemException(
                ProblemKind.UnsupportedMediaType,
                $"The header Content-Type is '{contentType}'; it must be application/json, in UTF-8.",
                HeaderNames.ContentType);
        }
    }

    /// <summary>Refuses a body that is encoded.</summary>
    public static void RequireNoEncoding(string encoding)
    {
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(
                ProblemKind.UnsupportedMediaType,
                $"The header Content-Encoding is '{encoding}'; the body must not be encoded.",
                HeaderNames.ContentEncoding);
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
            await body.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            if (body.Length > mostBytes)
            {
                throw TooLarge(mostBytes);
            }
        }

        return body.ToArray();
    }

    private static async Task<int> ReadSomeAsync(HttpRequest request, byte[] buffer, int mostBytes, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadSomeAsync(request.Body, buffer, cancellationToken);
        }
        catch (BadHttpRequestException refusal) when (refusal.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(mostBytes);
        }
    }

    /// <summary>Reads a part of a body. The server refuses a malformed request only when its body is read.</summary>
    /// <exception cref="ProblemException">The request is malformed, arrives too slowly, or has ended in the middle.</exception>
    /// <exception cref="BadHttpRequestException">The body is longer than the server's own limit.</exception>
    public static async Task<int> ReadSomeAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (BadHttpRequestException refusal) when (refusal.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            throw new ProblemException(ProblemKind.RequestTimeout, "The body arrived too slowly.");
        }
        catch (IOException refusal) when (
            !cancellationToken.IsCancellationRequested
            && refusal is not BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            throw new ProblemException(ProblemKind.MalformedRequest, $"The body cannot be read: {refusal.Message}");
        }
    }

    private static ProblemException TooLarge(int mostBytes) =>
        new(ProblemKind.BodyTooLarge, string.Create(CultureInfo.InvariantCulture, $"The body may have {mostBytes} bytes."));
}
