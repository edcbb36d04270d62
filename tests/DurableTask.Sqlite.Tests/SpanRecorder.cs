using System.Collections.Concurrent;
using System.Diagnostics;

namespace DurableTask.Sqlite.Tests;

/// <summary>
/// Keeps the engine's spans of one trace, which begins with the activity that is current where this is made. Tests that run beside it have
/// traces of their own.
/// </summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _ended = new();

    public SpanRecorder()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == SqliteDurableTaskEngine.ActivitySourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == Root.TraceId)
                {
                    _ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>What calls the engine.</summary>
    public Activity Root { get; } = new Activity("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded, TraceStateString = "vendor=1" }.Start();

    public IReadOnlyList<Activity> Ended => [.. _ended];

    public async Task<Activity> SpanAsync(string name)
    {
        await Deadline.UntilAsync(() => Ended.Any(span => span.OperationName == name), $"the span {name}");
        return Assert.Single(Ended, span => span.OperationName == name);
    }

    public void Dispose()
    {
        Root.Stop();
        _listener.Dispose();
    }
}
