using System.Diagnostics.CodeAnalysis;
using DurableTask.Sqlite.Store;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite;

/// <summary>
/// The engine's logger, which does not throw: the engine logs in the middle of its work, which a log that cannot be written must not stop.
/// </summary>
/// <param name="logger">Where the messages go.</param>
internal sealed class EngineLogger(ILogger logger) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!TryLog(logLevel, eventId, state, exception, formatter) && exception is not null)
        {
            // A logger describes the exception with its own members, which may throw.
            var failure = FailureRecord.From(exception);
            var readable = new InvalidOperationException($"{failure.ErrorType}: {failure.ErrorMessage}");
            TryLog(logLevel, eventId, state, readable, formatter);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A logger may throw anything, and there is nowhere else to report it.")]
    private bool TryLog<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            logger.Log(logLevel, eventId, state, exception, formatter);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
