using Microsoft.Extensions.Logging;

namespace OcflFunctions.Imports;

/// <summary>What imports log.</summary>
public sealed partial class ImportLog(ILogger<ImportLog> logger)
{
    /// <summary>The import of an object that no longer runs has been ended.</summary>
    public void Ended(string owner) => LogEnded(owner);

    /// <summary>The import of an object that no longer runs could not be ended.</summary>
    public void NotEnded(string owner, Exception failure) => LogNotEnded(owner, failure);

    [LoggerMessage(2301, LogLevel.Information, "The import {Owner} of an object had ended without cleaning up: what it had not committed "
        + "is removed.")]
    private partial void LogEnded(string owner);

    [LoggerMessage(2302, LogLevel.Warning, "What the import {Owner} of an object left could not be removed; this is retried later.")]
    private partial void LogNotEnded(string owner, Exception failure);
}
