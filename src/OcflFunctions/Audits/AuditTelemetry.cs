using System.Diagnostics.Metrics;
using OcflFunctions.Contracts;
using OcflFunctions.Updates;

namespace OcflFunctions.Audits;

/// <summary>
/// Counts what audits do. Activities call it, each if it is the first run to store what it found, because any activity may run twice.
/// </summary>
public sealed class AuditTelemetry
{
    // A little more than twice the schedule of AuditObjects: after that another instance of the app observes, or none.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(11);

    private readonly TimeProvider _time;
    private readonly Counter<long> _objects;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _opened;
    private readonly Counter<long> _closed;
    private Observation? _observation;

    /// <summary>Creates the instruments.</summary>
    public AuditTelemetry(IMeterFactory meters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _time = time;
        Meter meter = meters.Create(UpdateTelemetry.MeterName);
        _objects = meter.CreateCounter<long>("ocfl.audit.objects", "{object}", "Objects that audits checked.");
        _bytes = meter.CreateCounter<long>("ocfl.audit.bytes", "By", "Bytes of content that audits read.");
        _opened = meter.CreateCounter<long>("ocfl.audit.opened", "{object}", "Objects that audits found bad.");
        _closed = meter.CreateCounter<long>("ocfl.audit.closed", "{object}", "Objects of which the finding was closed.");
        meter.CreateObservableGauge("ocfl.audit.known", () => Observe(seen => seen.Objects), "{object}", "Objects in the ledger.");
        meter.CreateObservableGauge(
            "ocfl.audit.overdue",
            () => Observe(seen => seen.Overdue + seen.NeverChecked),
            "{object}",
            "Objects that were not checked within the interval, or never.");
        meter.CreateObservableGauge(
            "ocfl.audit.open", () => Observe(seen => seen.WithFindings), "{object}", "Objects with an open finding.");
        meter.CreateObservableGauge("ocfl.audit.oldest_age", ObserveAge, "s", "The age of the oldest of the last checks.");
    }

    /// <summary>Some objects were checked.</summary>
    internal void Checked(AuditCounts counts)
    {
        Add("Valid", counts.Valid);
        Add("Invalid", counts.Invalid);
        Add("Unverified", counts.Unverified);
        _bytes.Add(counts.Bytes);
    }

    /// <summary>A finding was opened.</summary>
    internal void Opened() => _opened.Add(1);

    /// <summary>A finding was closed.</summary>
    internal void Closed() => _closed.Add(1);

    /// <summary>The coverage was read.</summary>
    internal void Observed(AuditCoverage coverage) => Volatile.Write(ref _observation, new Observation(_time.GetUtcNow(), coverage));

    private void Add(string outcome, long count)
    {
        if (count > 0)
        {
            _objects.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    private AuditCoverage? Current() =>
        Volatile.Read(ref _observation) is { } last && _time.GetUtcNow() - last.At < Fresh ? last.Coverage : null;

    private IEnumerable<Measurement<long>> Observe(Func<AuditCoverage, long> read) =>
        Current() is { } coverage ? [new Measurement<long>(read(coverage))] : [];

    private IEnumerable<Measurement<double>> ObserveAge() => Current() is { OldestCheck: { } oldest }
        ? [new Measurement<double>(Math.Max(0, (_time.GetUtcNow() - oldest).TotalSeconds))]
        : [];

    private sealed record Observation(DateTimeOffset At, AuditCoverage Coverage);
}
