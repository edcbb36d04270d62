using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OcflFunctions.Http;

namespace OcflFunctions.Stages;

/// <summary>
/// The body of an upload as it arrives, without the server's limit on bodies. A fault of the request is a problem, so that it is not
/// mistaken for one of the storage that the body is written to.
/// </summary>
/// <param name="body">The request's body.</param>
/// <param name="reading">Is called with the number of bytes after each read.</param>
internal sealed class UploadBody(Stream body, Action<int> reading) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens the body of a request.</summary>
    /// <exception cref="ProblemException">It is encoded, or a part of a file.</exception>
    public static UploadBody Open(HttpRequest request, Action<int> reading)
    {
        RequestBody.RequireNoEncoding(request.Headers.ContentEncoding.ToString());
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        return new UploadBody(request.Body, reading);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            int read = await RequestBody.ReadSomeAsync(body, buffer, cancellationToken);
            reading(read);
            return read;
        }
        catch (IOException failure) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The caller has disconnected.", failure, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The body of a request is read without blocking.");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
