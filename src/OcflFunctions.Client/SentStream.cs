using System.Buffers;
using System.Net;

namespace OcflFunctions.Client;

/// <summary>A body that is the rest of a stream of the caller's, which stays open.</summary>
/// <param name="content">The stream.</param>
/// <param name="progress">Receives the number of bytes sent; null for nobody.</param>
/// <param name="sentBefore">How many bytes were sent before.</param>
internal sealed class SentStream(Stream content, IProgress<long>? progress, long sentBefore) : HttpContent
{
    private const int BufferSize = 128 * 1024;

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long sent = sentBefore;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                progress?.Report(sent += read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = content.CanSeek ? content.Length - content.Position : 0;
        return content.CanSeek;
    }
}
