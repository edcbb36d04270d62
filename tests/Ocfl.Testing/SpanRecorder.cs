using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ocfl.Testing;

/// <summary>
/// Keeps the spans of one trace, which begins with the activity that is current where this is made. Tests that run beside it have traces
/// of their own.
/// </summary>
public sealed class SpanRecorder : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _ended = new();

    /// <summary>Begins.</summary>
    /// <param name="sources">The names of the sources that are listened to.</param>
    public SpanRecorder(params string[] sources)
    {
        Activity root = Root;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == root.TraceId)
                {
                    _ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>What all the rest comes from.</summary>
    public Activity Root { get; } = new Activity("test")
    {
        ActivityTraceFlags = ActivityTraceFlags.Recorded,
        TraceStateString = "vendor=1",
    }.Start();

    /// <summary>The spans that have ended, in that order.</summary>
    public IReadOnlyList<Activity> Ended => [.. _ended];

    /// <summary>Waits for so many spans of a name, and gives all that there are then.</summary>
    /// <exception cref="TimeoutException">They do not come; the message says which did.</exception>
    public async Task<IReadOnlyList<Activity>> SpansAsync(string name, int count = 1)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Activity[] found = [.. _ended.Where(span => span.OperationName == name)];
            if (found.Length >= count)
            {
                return found;
            }

            if (Stopwatch.GetElapsedTime(start) > Deadline)
            {
                throw new TimeoutException(
                    $"{found.Length} of {count} spans '{name}'; there are: "
                        + $"{string.Join(", ", _ended.Select(span => span.OperationName))}.");
            }

            await Task.Delay(5).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the one span of a name.</summary>
    /// <exception cref="InvalidOperationException">There are more.</exception>
    public async Task<Activity> SpanAsync(string name) => (await SpansAsync(name).ConfigureAwait(false)).Single();

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Stop();
        _listener.Dispose();
    }
}
