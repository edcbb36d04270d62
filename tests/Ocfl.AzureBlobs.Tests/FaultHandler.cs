using System.Net;
using System.Text;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Stands between the client and the service, and spoils requests.</summary>
internal abstract class FaultHandler : DelegatingHandler
{
    /// <summary>An answer as the service gives it when it refuses a request.</summary>
    public static HttpResponseMessage Refuse(HttpRequestMessage request, int status, string code)
    {
        HttpResponseMessage response = new((HttpStatusCode)status)
        {
            RequestMessage = request,
            Content = new StringContent(
                $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>",
                Encoding.UTF8,
                "application/xml"),
        };
        response.Headers.Add("x-ms-error-code", code);
        response.Headers.Add("x-ms-request-id", "test");
        return response;
    }

    protected sealed override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        switch (Choose(request))
        {
            case Fault.ResetBefore:
                throw new HttpRequestException("The connection was reset, says the test.", new IOException());
            case Fault.ResetAfter:
                (await base.SendAsync(request, cancellationToken)).Dispose();
                throw new HttpRequestException("The connection was reset after the service acted, says the test.", new IOException());
            case Fault.ErrorAfter:
                (await base.SendAsync(request, cancellationToken)).Dispose();
                return Refuse(request, 500, "InternalError");
            case Fault.Error:
                return Refuse(request, 500, "InternalError");
            case Fault.Busy:
                return Refuse(request, 503, "ServerBusy");
            case Fault.Delay:
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
                return await base.SendAsync(request, cancellationToken);
            case Fault.TruncatedBody:
                return Truncate(await base.SendAsync(request, cancellationToken));
            default:
                return await base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>What is to happen to a request.</summary>
    protected abstract Fault Choose(HttpRequestMessage request);

    private static HttpResponseMessage Truncate(HttpResponseMessage response)
    {
        HttpContent whole = response.Content;
        StreamContent part = new(new TruncatedStream(whole, (whole.Headers.ContentLength ?? 2) / 2));
        foreach ((string name, IEnumerable<string> values) in whole.Headers)
        {
            part.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = part;
        return response;
    }

    private sealed class TruncatedStream(HttpContent whole, long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Pass(whole.ReadAsStream().Read(buffer, offset, Cap(count)));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Pass(await (await whole.ReadAsStreamAsync(cancellationToken)).ReadAsync(buffer[..Cap(buffer.Length)], cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            whole.Dispose();
            base.Dispose(disposing);
        }

        private int Cap(int count) =>
            _left > 0 ? (int)Math.Min(count, _left) : throw new HttpIOException(HttpRequestError.ResponseEnded, "says the test");

        private int Pass(int read)
        {
            _left -= read;
            return read;
        }
    }
}
