using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Ocfl;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;

namespace OcflFunctions.Updates;

/// <summary>
/// Counts what updates do, and logs their progress. Orchestrators do not call it, since they are replayed. Activities call it if theirs is
/// the first run that had an effect, because any activity may run twice.
/// </summary>
public sealed partial class UpdateTelemetry
{
    /// <summary>The name of the <see cref="Meter"/>.</summary>
    public const string MeterName = OcflMeter.Name;

    // A little more than twice the schedule of ObserveUpdates: after that another instance of the app observes, or none.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(11);

    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400, 604_800],
    };

    private readonly TimeProvider _time;
    private readonly ILogger<UpdateTelemetry> _logger;
    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _held;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _steps;
    private readonly Counter<long> _staged;
    private readonly Counter<long> _written;
    private Observation? _observation;

    /// <summary>Creates the instruments.</summary>
    public UpdateTelemetry(IMeterFactory meters, TimeProvider time, ILogger<UpdateTelemetry> logger)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _time = time;
        _logger = logger;
        Meter meter = meters.Create(MeterName);
        _started = meter.CreateCounter<long>("ocfl.updates.started", "{update}", "Updates that took their place in their object's queue.");
        _ended = meter.CreateCounter<long>("ocfl.updates.ended", "{update}", "Updates that finished.");
        _held = meter.CreateCounter<long>("ocfl.updates.held", "{update}", "How often an update was held.");
        _duration = meter.CreateHistogram("ocfl.update.duration", "s", "From the start of an update to its end.", tags: null, Seconds);
        _wait = meter.CreateHistogram(
            "ocfl.update.wait", "s", "How long an update waited for its turn with the object.", tags: null, Seconds);
        _steps = meter.CreateCounter<long>("ocfl.steps.executed", "{step}", "Steps that were executed.");
        _staged = meter.CreateCounter<long>("ocfl.bytes.staged", "By", "Bytes that were staged in the work area.");
        _written = meter.CreateCounter<long>("ocfl.bytes.written", "By", "Bytes that steps wrote.");
        meter.CreateObservableGauge(
            "ocfl.updates.oldest_age", ObserveAge, "s", "The age of the oldest unfinished update; 0 if there is none.");
    }

    /// <summary>An update has claimed a place in its object's queue.</summary>
    public void Started(UpdateIdentity update)
    {
        _started.Add(1);
        LogStarted(update.Id, VisibleText.Show(update.ObjectId));
    }

    /// <summary>An update has released its place in its object's queue: it has finished.</summary>
    public void Ended(ReleaseInput update)
    {
        DateTimeOffset now = _time.GetUtcNow();
        TimeSpan duration = Between(update.Created, now);
        KeyValuePair<string, object?> dimension = new("outcome", update.Ended.ToString());
        _ended.Add(1, dimension);
        _duration.Record(duration.TotalSeconds, dimension);
        _wait.Record(Between(update.Created, update.Granted ?? now).TotalSeconds);
        LogEnded(update.Id, VisibleText.Show(update.ObjectId), update.Ended, duration.TotalSeconds);
    }

    /// <summary>An update is held.</summary>
    public void Held() => _held.Add(1);

    /// <summary>A step was executed.</summary>
    public void Executed(OcflActivityKind kind, ActivityResult result)
    {
        _steps.Add(1, new("kind", kind.ToString()), new("outcome", result.Outcome.ToString()));
        _written.Add(result.Bytes);
    }

    /// <summary>A step failed.</summary>
    public void Failed(OcflActivityKind kind) => _steps.Add(1, new("kind", kind.ToString()), new("outcome", "Failed"));

    /// <summary>Content was staged in the work area.</summary>
    public void Staged(long bytes) => _staged.Add(bytes);

    /// <summary>
    /// Receives how many bytes of a file have been hashed, and logs it once a minute: an activity reports nothing else until it ends.
    /// </summary>
    internal IProgress<long> Hashing(UpdateIdentity update, SourceFile file) => new HashingProgress(this, update, file);

    /// <summary>The unfinished updates were listed.</summary>
    /// <param name="oldest">When the oldest of them was started; null if there is none.</param>
    public void Observed(DateTimeOffset? oldest) => Volatile.Write(ref _observation, new Observation(_time.GetUtcNow(), oldest));

    private IEnumerable<Measurement<double>> ObserveAge()
    {
        DateTimeOffset now = _time.GetUtcNow();
        return Volatile.Read(ref _observation) is { } last && now - last.At < Fresh
            ? [new Measurement<double>(last.Oldest is { } oldest ? Between(oldest, now).TotalSeconds : 0)]
            : [];
    }

    // The times are of two machines' clocks.
    private static TimeSpan Between(DateTimeOffset from, DateTimeOffset to) => to > from ? to - from : TimeSpan.Zero;

    [LoggerMessage(1401, LogLevel.Information, "Update {UpdateId} of {ObjectId} has claimed its place in the queue.")]
    private partial void LogStarted(string updateId, string objectId);

    [LoggerMessage(1402, LogLevel.Information, "Update {UpdateId} of {ObjectId} has finished: {Outcome}, after {Seconds:F1} s.")]
    private partial void LogEnded(string updateId, string objectId, UpdateStatus outcome, double seconds);

    [LoggerMessage(1403, LogLevel.Information, "Update {UpdateId} of {ObjectId} hashes '{Path}': {Bytes} of {Length} bytes.")]
    private partial void LogHashing(string updateId, string objectId, string path, long bytes, long length);

    private sealed class HashingProgress(UpdateTelemetry telemetry, UpdateIdentity update, SourceFile file) : IProgress<long>
    {
        private long _logged = telemetry._time.GetTimestamp();

        public void Report(long value)
        {
            if (telemetry._time.GetElapsedTime(_logged) >= LogEvery)
            {
                _logged = telemetry._time.GetTimestamp();
                telemetry.LogHashing(update.Id, VisibleText.Show(update.ObjectId), VisibleText.Show(file.Path), value, file.Length);
            }
        }
    }

    private sealed record Observation(DateTimeOffset At, DateTimeOffset? Oldest);
}

/// <summary>The app's own spans, below those of the durable engine for each activity.</summary>
internal static class UpdateTracing
{
    /// <summary>The name of the <see cref="ActivitySource"/>.</summary>
    public const string SourceName = "OcflFunctions";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Adds the update's id to the span of the request that starts it.</summary>
    public static void Name(string? updateId) => Activity.Current?.SetTag("ocfl.update.id", updateId);

    /// <summary>A step of a plan; null without a listener.</summary>
    public static Activity? Step(UpdateIdentity update, OcflActivity step) => Start("ocfl.step", update)?
        .SetTag("ocfl.step.kind", step.Kind.ToString())
        .SetTag("ocfl.step.name", step.Name);

    /// <summary>A slice of a plan, or of the source, that has many files; null without a listener.</summary>
    public static Activity? Files(string name, UpdateIdentity update, int files) => Start(name, update)?.SetTag("ocfl.files", files);

    /// <summary>A step has ended without a failure.</summary>
    public static void Done(Activity? span, ActivityResult result) => span?
        .SetTag("ocfl.step.outcome", result.Outcome.ToString())
        .SetTag("ocfl.bytes", result.Bytes);

    /// <summary>Something failed.</summary>
    public static void Fail(Activity? span, Exception failure) => span?
        .SetStatus(ActivityStatusCode.Error, failure.Message)
        .SetTag("error.type", failure.GetType().FullName);

    /// <summary>Does the work of a span, and records a failure in it.</summary>
    public static async Task<T> RunAsync<T>(Activity? span, Func<Task<T>> workAsync)
    {
        try
        {
            return await workAsync();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Fail(span, failure);
            throw;
        }
    }

    private static Activity? Start(string name, UpdateIdentity update) => Source.StartActivity(name)?
        .SetTag("ocfl.update.id", update.Id)
        .SetTag("ocfl.object.id", update.ObjectId);
}
