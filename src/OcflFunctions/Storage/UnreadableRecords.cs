using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Ocfl;
using OcflFunctions.Hosting;

namespace OcflFunctions.Storage;

/// <summary>Logs and counts records of the work area that sweeps cannot read and leave out.</summary>
public sealed partial class UnreadableRecords
{
    private readonly Counter<long> _skipped;
    private readonly ILogger<UnreadableRecords> _logger;

    /// <summary>Creates the instrument.</summary>
    public UnreadableRecords(IMeterFactory meters, ILogger<UnreadableRecords> logger)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _skipped = meters.Create(OcflMeter.Name).CreateCounter<long>(
            "ocfl.work.unreadable", "{record}", "How often a sweep found a record of the work area that it could not read.");
        _logger = logger;
    }

    /// <summary>A record is left out.</summary>
    /// <param name="path">Its path in the work area.</param>
    /// <param name="failure">Why.</param>
    internal void Skip(string path, OcflException failure)
    {
        _skipped.Add(1, new KeyValuePair<string, object?>("folder", path.Split('/')[0]));
        LogSkipped(path, failure);
    }

    [LoggerMessage(1504, LogLevel.Error, "The record '{Path}' in the work area cannot be read, and is left out. What it belongs to is not "
        + "cleared until it can be read.")]
    private partial void LogSkipped(string path, Exception failure);
}
