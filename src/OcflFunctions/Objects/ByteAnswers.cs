using Microsoft.AspNetCore.Http;
using Ocfl.Objects;
using Ocfl.Storage;
using OcflFunctions.Http;

namespace OcflFunctions.Objects;

/// <summary>Bytes of an object that can be sent whole or in part.</summary>
internal sealed record StoredBytes
{
    /// <summary>The algorithm of the digest.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The digest of all bytes, hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>The name under which they are saved.</summary>
    public required string FileName { get; init; }

    /// <summary>Their media type.</summary>
    public required string ContentType { get; init; }

    /// <summary>Whether a browser may show them.</summary>
    public bool Inline { get; init; }

    /// <summary>When they last changed; null if that is not known.</summary>
    public required DateTimeOffset? LastModified { get; init; }

    /// <summary>Finds their file; null if it is not there.</summary>
    public required Func<Task<StorageFile?>> FindAsync { get; init; }

    /// <summary>Opens them.</summary>
    public required Func<ContentReadOptions, Task<ContentReader>> OpenAsync { get; init; }
}

/// <summary>Answers requests for bytes, with conditions and ranges (RFC 9110).</summary>
public sealed class ByteAnswers(ContentLog log, TimeProvider time)
{
    /// <summary>The answer. All of the bytes are verified while they are sent; a part of them cannot be.</summary>
    /// <exception cref="ProblemException">A condition does not hold, the range cannot be sent, or the bytes are not there.</exception>
    internal async Task<IResult> CreateAsync(HttpRequest request, StoredBytes bytes)
    {
        Validators validators = Validators.OfBytes(bytes.Digest, bytes.LastModified);
        if (validators.AreKnownTo(request))
        {
            validators.Write(request.HttpContext.Response);
            request.HttpContext.Response.Headers.CacheControl = ContentHeaders.CacheControl;
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        try
        {
            bool isGet = HttpMethods.IsGet(request.Method);
            if (isGet && request.Headers.Range.Count == 0)
            {
                return Send(request, bytes, await bytes.OpenAsync(new ContentReadOptions { Verify = true }), range: null);
            }

            StorageFile file = await bytes.FindAsync() ?? throw NotThere();
            ByteRange? range = ByteRange.Read(request, file.Length, validators, time.GetUtcNow());
            bool isWhole = range is not { } part || part.Length == file.Length;
            return isGet
                ? Send(
                    request,
                    bytes,
                    await bytes.OpenAsync(isWhole
                        ? new ContentReadOptions { Verify = true }
                        : new ContentReadOptions { Offset = range!.Value.Offset, Length = range.Value.Length }),
                    range)
                : Answer(request, bytes, file.Length, range: null, static (_, _) => Task.CompletedTask);
        }
        catch (CorruptObjectException damage)
        {
            throw new ProblemException(ProblemKind.DamagedObject, damage.Message);
        }
    }

    private static ProblemException NotThere() =>
        new(ProblemKind.DamagedObject, "The content is not where the object's inventory says.");

    private ContentAnswer Send(HttpRequest request, StoredBytes bytes, ContentReader reader, ByteRange? range)
    {
        long length = reader.File.Length;
        long expected = range?.Length ?? length;
        return Answer(request, bytes, length, range, async (output, cancellationToken) =>
        {
            await using (reader)
            {
                long sent = await ContentCopy.CopyAsync(reader.Content, output, cancellationToken);
                if (sent != expected)
                {
                    throw new IOException($"'{reader.File.Path}' ended after {sent} of {expected} bytes.");
                }
            }
        });
    }

    private ContentAnswer Answer(HttpRequest request, StoredBytes bytes, long length, ByteRange? range, BodyWriter writeAsync)
    {
        HttpResponse response = request.HttpContext.Response;
        IHeaderDictionary headers = response.Headers;
        ContentHeaders.Write(response, bytes.FileName, bytes.Inline);
        Validators.OfBytes(bytes.Digest, bytes.LastModified).Write(response);
        headers.ContentType = bytes.ContentType;
        headers.AcceptRanges = "bytes";
        headers["Repr-Digest"] = ContentHeaders.ReprDigest(bytes.Algorithm, bytes.Digest);
        return new ContentAnswer(range?.Length ?? length, range?.ToHeader(length), writeAsync, log);
    }
}
