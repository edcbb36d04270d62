using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Ocfl;

namespace OcflFunctions.Local.Hosting;

/// <summary>
/// Writes an entry of the log as one line, with its time in UTC, and below it the stack of an exception. Messages may contain text of
/// callers, which cannot end the line or control the terminal.
/// </summary>
internal sealed class LineConsoleFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>The name, for <c>Logging:Console:FormatterName</c>.</summary>
    public const string FormatterName = "line";

    // The program itself reports on one line why it could not start.
    private static readonly (string Category, string Message)[] ToldOtherwise =
    [
        ("Microsoft.Extensions.Hosting.Internal.Host", "Hosting failed to start"),
        ("Microsoft.AspNetCore.Server.Kestrel", "Unable to start Kestrel."),
    ];

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        string message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (ToldOtherwise.Contains((logEntry.Category, message)))
        {
            return;
        }

        textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
        textWriter.Write(Abbreviate(logEntry.LogLevel));
        textWriter.Write(string.Create(CultureInfo.InvariantCulture, $": {logEntry.Category}[{logEntry.EventId.Id}] "));
        textWriter.WriteLine(VisibleText.Show(message));
        for (Exception? exception = logEntry.Exception; exception is not null; exception = exception.InnerException)
        {
            textWriter.WriteLine($"      {exception.GetType().FullName}: {VisibleText.Show(exception.Message)}");
            if (exception.StackTrace is { } stack)
            {
                textWriter.WriteLine(stack);
            }
        }
    }

    private static string Abbreviate(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
