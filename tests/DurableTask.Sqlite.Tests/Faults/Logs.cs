using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Tests.Faults;

/// <summary>As a console does, it describes exceptions.</summary>
/// <param name="fails">Whether nothing can be written.</param>
internal sealed class Logs(bool fails) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _ = exception?.ToString();
        if (fails)
        {
            throw new IOException("The log cannot be written.");
        }
    }

    public void Dispose()
    {
    }
}
