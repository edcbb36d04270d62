using System.Net;

namespace EndToEnd;

/// <summary>A line that breaks in the middle of the first large bodies that go over it.</summary>
internal sealed class BreakingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private const int MostBreaks = 2;
    private const int BreaksAfter = 2 << 20;

    /// <summary>How often it has broken.</summary>
    public int Broken { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content && content.Headers.ContentLength > BreaksAfter && Broken < MostBreaks)
        {
            Broken++;
            request.Content = new BreakingContent(content);
        }

        return await base.SendAsync(request, cancellationToken);
    }

    private sealed class BreakingContent : HttpContent
    {
        private readonly HttpContent _content;

        public BreakingContent(HttpContent content)
        {
            _content = content;
            foreach (var header in content.Headers)
            {
                Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using Stream body = await _content.ReadAsStreamAsync();
            byte[] some = new byte[BreaksAfter];
            await body.ReadExactlyAsync(some);
            await stream.WriteAsync(some);
            await stream.FlushAsync();
            throw new IOException("The line has broken.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength ?? -1;
            return length >= 0;
        }
    }
}
