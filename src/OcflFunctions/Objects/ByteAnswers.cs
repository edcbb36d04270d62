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

    /// <summary>Has all of them hashed while they are read.</summary>
    public required Func<ContentReader, ContentReader> Verify { get; init; }
}

/// <summary>Answers requests for bytes, with conditions and ranges (RFC 9110).</summary>
public sealed class ByteAnswers(BlockTables tables, ContentLog log, TimeProvider time)
{
    /// <summary>
    /// The answer. Where the digests of blocks are known, each block is verified before it is sent. Without them all of the bytes are
    /// verified while they are sent, and a part of them cannot be.
    /// </summary>
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
                return await SendWholeAsync(request, bytes, range: null);
            }

            StorageFile file = await bytes.FindAsync() ?? throw NotThere();
            ByteRange? range = ByteRange.Read(request, file.Length, validators, time.GetUtcNow());
            return !isGet ? Answer(request, bytes, file.Length, range: null, static (_, _) => Task.CompletedTask)
                : range is { } part && part.Length < file.Length ? await SendPartAsync(request, bytes, file.Length, part)
                : await SendWholeAsync(request, bytes, range);
        }
        catch (Exception damage) when (damage is CorruptObjectException or DamagedContentException)
        {
            throw new ProblemException(ProblemKind.DamagedObject, damage.Message);
        }
    }

    private static ProblemException NotThere() =>
        new(ProblemKind.DamagedObject, "The content is not where the object's inventory says.");

    private async Task<ContentAnswer> SendWholeAsync(HttpRequest request, StoredBytes bytes, ByteRange? range)
    {
        ContentReader reader = await bytes.OpenAsync(new ContentReadOptions());
        try
        {
            long length = reader.File.Length;
            KnownBlocks blocks = await tables.FindAsync(bytes, length, part: null, request.HttpContext.RequestAborted);
            return Answer(request, bytes, length, range, blocks.Table is { } table
                ? WriteBlocks(request, reader, blocks, table, new ByteRange(0, length))
                : WriteWhole(bytes.Verify(reader), blocks));
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    private async Task<ContentAnswer> SendPartAsync(HttpRequest request, StoredBytes bytes, long length, ByteRange part)
    {
        KnownBlocks blocks = await tables.FindAsync(bytes, length, part, request.HttpContext.RequestAborted);
        ByteRange read = blocks.Table?.Layout.BlocksAround(part) ?? part;
        ContentReader reader = await bytes.OpenAsync(new ContentReadOptions { Offset = read.Offset, Length = read.Length });
        return Answer(request, bytes, reader.File.Length, part, blocks.Table is { } table
            ? WriteBlocks(request, reader, blocks, table, part)
            : async (output, cancellationToken) =>
            {
                await using (reader)
                {
                    Require(part.Length, await ContentCopy.CopyAsync(reader.Content, output, recorder: null, cancellationToken), reader);
                }
            });
    }

    private BodyWriter WriteBlocks(HttpRequest request, ContentReader reader, KnownBlocks blocks, BlockTable table, ByteRange part) =>
        async (_, cancellationToken) =>
        {
            await using (reader)
            {
                await BlockCopy.CopyAsync(reader.Content, table, part, request.HttpContext.Response.BodyWriter, cancellationToken);
            }

            await tables.KeepAsync(blocks);
        };

    // The digests of the blocks are computed on the way, and count when the whole was verified and sent.
    private BodyWriter WriteWhole(ContentReader reader, KnownBlocks blocks) => async (output, cancellationToken) =>
    {
        using BlockRecorder? recorder = blocks.Layout is { } layout ? new BlockRecorder(layout) : null;
        await using (reader)
        {
            long sent = await ContentCopy.CopyAsync(reader.Content, output, recorder, cancellationToken);
            Require(reader.File.Length, sent, reader);
        }

        if (recorder is not null)
        {
            await tables.PublishAsync(blocks, recorder);
        }
    };

    private static void Require(long expected, long sent, ContentReader reader)
    {
        if (sent != expected)
        {
            throw new IOException($"'{reader.File.Path}' ended after {sent} of {expected} bytes.");
        }
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
