using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OcflFunctions.Local.Hosting;

namespace OcflFunctions.Local.Tests.Hosting;

public sealed class LineConsoleFormatterTests
{
    [Fact]
    public void An_entry_is_a_line_with_its_time_and_a_name_cannot_end_it()
    {
        string line = Write("took 'a\n2026-01-01T00:00:00.000Z fail: forged\u001b[31m\u202egnp.exe'", exception: null);

        Assert.Matches(
            @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: Category\[7\] took 'a\\u000a2026-01-01T00:00:00\.000Z fail: forged\\u001b\[31m\\u202egnp\.exe'\n$",
            line);
    }

    [Fact]
    public void A_message_of_an_exception_cannot_forge_an_entry_either()
    {
        InvalidOperationException inner = new("inner\r\nforged");
        string text = Write("failed", new InvalidOperationException("outer\nforged", inner));

        Assert.Equal(
            ["System.InvalidOperationException: outer\\u000aforged", "System.InvalidOperationException: inner\\u000d\\u000aforged"],
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Select(line => line.Trim()));
    }

    private static string Write(string message, Exception? exception)
    {
        LineConsoleFormatter formatter = new(TimeProvider.System);
        using StringWriter writer = new() { NewLine = "\n" };
        LogEntry<string> entry = new(LogLevel.Warning, "Category", new EventId(7), message, exception, static (state, _) => state);
        formatter.Write(entry, scopeProvider: null, writer);
        return writer.ToString();
    }
}
