using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OcflFunctions.Hosting;

namespace OcflFunctions.Http.Events;

/// <summary>The open streams of events, whose number is bounded, and the looks that they share.</summary>
public sealed class EventStreams(IOptions<OcflOptions> options, IHostApplicationLifetime host, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SharedLook> _looks = new(StringComparer.Ordinal);
    private int _open;

    internal TimeProvider Time => time;

    /// <summary>Cancelled when the service stops: it would wait for its streams.</summary>
    internal CancellationToken Stopping => host.ApplicationStopping;

    internal EventOptions Options => options.Value.Http.Events;

    /// <summary>How many streams are open.</summary>
    internal int Open => Volatile.Read(ref _open);

    /// <summary>The answer to a request for events.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">What is watched: the same for all its listeners.</param>
    /// <param name="readAsync">Reads its state; null if there is no such thing.</param>
    /// <param name="createNotFound">The problem if there is no such thing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ProblemException">The request cannot be answered with events.</exception>
    internal async Task<IResult> AnswerAsync(
        HttpRequest request,
        string key,
        Func<CancellationToken, Task<WatchedState?>> readAsync,
        Func<ProblemException> createNotFound,
        CancellationToken cancellationToken)
    {
        if (!EventStream.IsAccepted(request))
        {
            throw new ProblemException(
                ProblemKind.NotAcceptable, $"The answer is {EventStream.MediaType}, which the header Accept excludes.", "Accept");
        }

        EventCursor cursor = EventCursor.Parse(request.Headers["Last-Event-ID"]);
        WatchedState first = await readAsync(cancellationToken) ?? throw createNotFound();
        if (cursor.IsEnd && first.End is not null)
        {
            // A browser stops to connect again.
            return Results.NoContent();
        }

        // After a restart the end that was received is not the end any more.
        return new EventStream(this, key, cursor.IsEnd ? EventCursor.None : cursor, readAsync);
    }

    /// <summary>Opens a stream.</summary>
    /// <returns>The look that it shares; null if there are too many streams.</returns>
    internal SharedLook? TryEnter(string key)
    {
        lock (_gate)
        {
            if (_open >= Options.MaxStreams)
            {
                return null;
            }

            _open++;
            if (!_looks.TryGetValue(key, out SharedLook? look))
            {
                _looks.Add(key, look = new SharedLook(time));
            }

            look.Listeners++;
            return look;
        }
    }

    /// <summary>Closes a stream.</summary>
    internal void Leave(string key, SharedLook look)
    {
        lock (_gate)
        {
            _open--;
            if (--look.Listeners == 0)
            {
                _looks.Remove(key);
            }
        }
    }
}
