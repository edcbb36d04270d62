using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Ocfl.Testing;

/// <summary>Keeps what the instruments of one factory's meters measure: those of one host, also where others run beside it.</summary>
public sealed class MeterRecorder : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Series, double Value)> _measurements = new();

    /// <summary>Begins.</summary>
    public MeterRecorder(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory && instrument.Name.StartsWith("ocfl.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>
    /// The sum of what was measured for each instrument and set of dimensions: <c>ocfl.updates.ended outcome=Completed</c>.
    /// </summary>
    public SortedDictionary<string, double> Sums => Group(values => values.Sum());

    /// <summary>How often something was measured for each of them.</summary>
    public SortedDictionary<string, double> Counts => Group(values => values.Count());

    /// <summary>Asks the gauges; what they measured before is forgotten.</summary>
    public void Observe()
    {
        _measurements.Clear();
        _listener.RecordObservableInstruments();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string series = instrument.Name;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            series += string.Create(CultureInfo.InvariantCulture, $" {tag.Key}={tag.Value}");
        }

        _measurements.Enqueue((series, value));
    }

    private SortedDictionary<string, double> Group(Func<IEnumerable<double>, double> aggregate) => new(
        _measurements.GroupBy(measurement => measurement.Series).ToDictionary(
            group => group.Key, group => aggregate(group.Select(measurement => measurement.Value))),
        StringComparer.Ordinal);
}
