using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Ocfl;
using OcflFunctions.Hosting;

namespace OcflFunctions.Http.Events;

/// <summary>
/// Sends events (<c>text/event-stream</c>) until the end or the end of a lifetime. It keeps only what its listener has received: for a slow
/// one the states in between are skipped, and nothing waits in memory.
/// </summary>
internal sealed class EventStream(
    EventStreams streams, string key, EventCursor cursor, Func<CancellationToken, Task<WatchedState?>> readAsync) : IResult
{
    /// <summary>The media type of the answer.</summary>
    public const string MediaType = "text/event-stream";

    private const int RetryMilliseconds = 1_000;
    private const int RetryAfterSeconds = 10;

    // What a listener that does not read gets beyond the lifetime before its connection is closed.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private EventCursor _cursor = cursor;

    /// <summary>Whether a caller takes events. Without the header it takes anything.</summary>
    public static bool IsAccepted(HttpRequest request) =>
        !request.Headers.ContainsKey("Accept")
        || (MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted)
            && accepted.Any(type => type.Quality is not 0 && (type.MatchesAllTypes
                || type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("text/*", StringComparison.OrdinalIgnoreCase))));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (streams.TryEnter(key) is not { } look)
        {
            httpContext.Response.Headers.RetryAfter = string.Create(null, $"{RetryAfterSeconds}");
            ProblemException refusal = new(
                ProblemKind.TooManyStreams, $"{streams.Options.MaxStreams} streams of events are open (Ocfl:Http:Events:MaxStreams).");
            await ApiResults.Problem(refusal.Problem).ExecuteAsync(httpContext);
            return;
        }

        using CancellationTokenSource lifetime = new(streams.Options.Lifetime + Grace, streams.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            lifetime.Token, httpContext.RequestAborted, streams.Stopping);
        try
        {
            await SendAsync(httpContext.Response, look, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            if (!streams.Stopping.IsCancellationRequested)
            {
                httpContext.Abort();
            }
        }
        finally
        {
            streams.Leave(key, look);
        }
    }

    private async Task SendAsync(HttpResponse response, SharedLook look, CancellationToken cancellationToken)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";

        // A proxy must not collect what is sent.
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        Append($"retry: {RetryMilliseconds}\n\n");
        EventOptions options = streams.Options;
        long began = streams.Time.GetTimestamp();
        long sent = began;
        while (true)
        {
            bool isEnd = await TryAppendAsync(look, options.PollInterval, cancellationToken);
            bool isOver = isEnd || streams.Time.GetElapsedTime(began) + options.PollInterval >= options.Lifetime;
            if (isOver || streams.Time.GetElapsedTime(sent) >= options.Heartbeat)
            {
                Append(isEnd ? ": the end\n\n" : isOver ? ": connect again\n\n" : ":\n\n");
            }

            if (_buffer.WrittenCount > 0)
            {
                await response.Body.WriteAsync(_buffer.WrittenMemory, cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
                _buffer.Clear();
                sent = streams.Time.GetTimestamp();
            }

            if (isOver)
            {
                return;
            }

            await Task.Delay(options.PollInterval, streams.Time, cancellationToken);
        }
    }

    /// <returns>Whether nothing follows.</returns>
    private async Task<bool> TryAppendAsync(SharedLook look, TimeSpan interval, CancellationToken cancellationToken)
    {
        WatchedState? state;
        try
        {
            state = await look.GetAsync(interval, readAsync, cancellationToken);
        }
#pragma warning disable CA1031 // The engine or the storage does not answer now. The stream waits, as its listeners would.
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Append(failure is OcflException or ProblemException ? ": not known now\n\n" : ":\n\n");
            return false;
        }
#pragma warning restore CA1031

        if (state is null)
        {
            // It was purged. The next connection is answered with a 404.
            return true;
        }

        foreach ((string name, byte[] data, EventCursor after) in _cursor.To(state))
        {
            Append($"event: {name}\nid: {after}\ndata: ");
            _buffer.Write(data);
            Append("\n\n");
            _cursor = after;
        }

        return _cursor.IsEnd;
    }

    private void Append(string text) => Encoding.UTF8.GetBytes(text, _buffer);
}
