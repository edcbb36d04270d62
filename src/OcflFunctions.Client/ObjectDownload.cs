using System.Net.Http.Headers;

namespace OcflFunctions.Client;

/// <summary>
/// Bytes of an object, which arrive while they are read. Dispose it. If the service finds that they are damaged, or the connection breaks,
/// reading throws an <see cref="IOException"/>: bytes that were read without one to the end are those that the service verified.
/// </summary>
public sealed class ObjectDownload : IAsyncDisposable
{
    private const string ReprDigest = "Repr-Digest";

    private readonly HttpResponseMessage _answer;

    internal ObjectDownload(HttpResponseMessage answer, Stream content)
    {
        _answer = answer;
        Content = content;
        HttpContentHeaders headers = answer.Content.Headers;
        Length = headers.ContentLength;
        TotalLength = headers.ContentRange is { } range ? range.Length : headers.ContentLength;
        ETag = answer.Headers.ETag?.ToString();
        LastModified = headers.LastModified;
        ContentType = headers.ContentType?.MediaType;
        FileName = headers.ContentDisposition?.FileNameStar ?? headers.ContentDisposition?.FileName?.Trim('"');
        Digest = answer.Headers.TryGetValues(ReprDigest, out IEnumerable<string>? digests) ? string.Join(", ", digests) : null;
    }

    /// <summary>The bytes; forward only.</summary>
    public Stream Content { get; }

    /// <summary>How many bytes <see cref="Content"/> has; null for an archive, whose length is not known before.</summary>
    public long? Length { get; }

    /// <summary>How many bytes there are, if only a part was requested; otherwise the same.</summary>
    public long? TotalLength { get; }

    /// <summary>
    /// What the bytes are recognized by: pass it as <see cref="ContentSelection.IfMatch"/> to continue. Null for an archive.
    /// </summary>
    public string? ETag { get; }

    /// <summary>When they last changed; null if that is not known.</summary>
    public DateTimeOffset? LastModified { get; }

    /// <summary>Their media type.</summary>
    public string? ContentType { get; }

    /// <summary>A name to save them under; it may have characters that a file system does not allow.</summary>
    public string? FileName { get; }

    /// <summary>The digest of all bytes, as the field <c>Repr-Digest</c> (RFC 9530) has it; null for an archive.</summary>
    public string? Digest { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync().ConfigureAwait(false);
        _answer.Dispose();
    }
}

/// <summary>Which bytes of a file to read.</summary>
public sealed record ContentSelection
{
    /// <summary>The version, such as <c>v2</c>; null for the newest.</summary>
    public string? Version { get; init; }

    /// <summary>The first byte, from 0. A part is not verified by the service.</summary>
    public long Offset { get; init; }

    /// <summary>How many bytes at most; null to the end.</summary>
    public long? Length { get; init; }

    /// <summary>The <see cref="ObjectDownload.ETag"/> that the bytes must have; null if any will do.</summary>
    public string? IfMatch { get; init; }
}
