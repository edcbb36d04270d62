using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Tests.Faults;

/// <summary>As a console does, it describes exceptions.</summary>
/// <param name="failing">The level from which on nothing can be written; <see cref="LogLevel.None"/> if everything can.</param>
internal sealed class Logs(LogLevel failing) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _ = exception?.ToString();
        if (logLevel >= failing)
        {
            throw new IOException("The log cannot be written.");
        }
    }

    public void Dispose()
    {
    }
}
