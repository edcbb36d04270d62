using System.Diagnostics.Metrics;
using OcflFunctions.Contracts;
using OcflFunctions.Updates;

namespace OcflFunctions.Imports;

/// <summary>
/// Counts what imports do. Activities call it, each if it is the first run that had an effect, because any activity may run twice.
/// </summary>
public sealed class ImportTelemetry
{
    private readonly Counter<long> _objects;
    private readonly Counter<long> _bytes;

    /// <summary>Creates the instruments.</summary>
    public ImportTelemetry(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        Meter meter = meters.Create(UpdateTelemetry.MeterName);
        _objects = meter.CreateCounter<long>("ocfl.import.objects", "{object}", "Objects of imports that are done, by outcome.");
        _bytes = meter.CreateCounter<long>("ocfl.import.bytes", "By", "Bytes of objects that imports copied.");
    }

    /// <summary>An object is done.</summary>
    public void Ended(ImportedObject done)
    {
        ArgumentNullException.ThrowIfNull(done);
        _objects.Add(1, new KeyValuePair<string, object?>("outcome", done.Outcome.ToString()));
    }

    /// <summary>A batch of files is copied.</summary>
    public void Copied(long bytes) => _bytes.Add(bytes);
}
