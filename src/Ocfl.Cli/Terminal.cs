using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ocfl.Cli;

/// <summary>Where the tool writes: results to the output, everything else to the error output. All of it in UTF-8.</summary>
internal sealed class Terminal : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly StreamWriter _output;
    private readonly StreamWriter _error;

    private readonly bool _hasColors;
    private readonly Lock _lock = new();
    private int _progressLength;

    public Terminal(Stream output, Stream error, bool showsProgress, bool outputIsTerminal = false, bool hasColors = false)
    {
        _hasColors = hasColors;
        OutputIsTerminal = outputIsTerminal;
        Output = output;
        _output = new StreamWriter(output, Utf8, bufferSize: 32 * 1024) { NewLine = "\n" };
        _error = new StreamWriter(error, Utf8) { NewLine = "\n", AutoFlush = true };
        ShowsProgress = showsProgress;
    }

    /// <summary>The standard input.</summary>
    public Stream Input { get; init; } = Stream.Null;

    /// <summary>The output for bytes as they are. Not to be mixed with lines.</summary>
    public Stream Output { get; }

    /// <summary>Help goes here.</summary>
    public TextWriter Text => _output;

    /// <summary>Whether the error output is a terminal.</summary>
    public bool ShowsProgress { get; }

    /// <summary>Whether the output is a terminal.</summary>
    public bool OutputIsTerminal { get; }

    public static Terminal ForProcess() => new(
        Console.OpenStandardOutput(),
        Console.OpenStandardError(),
        showsProgress: !Console.IsErrorRedirected,
        outputIsTerminal: !Console.IsOutputRedirected,
        hasColors: !Console.IsOutputRedirected && AllowsColors(Environment.GetEnvironmentVariable))
    {
        Input = Console.OpenStandardInput(),
    };

    /// <summary>
    /// Whether a terminal is to have colours: not with <c>NO_COLOR</c>, and only if it has them. Not every console of Windows has.
    /// </summary>
    public static bool AllowsColors(Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("NO_COLOR"))
        && (OperatingSystem.IsWindows() ? environment("WT_SESSION") is not null : environment("TERM") is not (null or "" or "dumb"));

    /// <summary>A text in a colour, if the output is a terminal with colours.</summary>
    public string Paint(string text, Color color) =>
        _hasColors ? string.Create(CultureInfo.InvariantCulture, $"\e[{(int)color}m{text}\e[0m") : text;

    /// <summary>Writes a line of results. In a terminal it is there at once, and not within a line of progress.</summary>
    public void WriteLine(string line = "")
    {
        lock (_lock)
        {
            if (OutputIsTerminal && _progressLength > 0)
            {
                WriteProgress("\r" + new string(' ', _progressLength) + "\r");
            }

            _output.WriteLine(line);
            if (OutputIsTerminal)
            {
                _output.Flush();
            }
        }
    }

    /// <summary>Writes a result as one line of JSON.</summary>
    public void WriteJson<T>(T value, JsonTypeInfo<T> type) => WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Writes properties, a line each; those without a value are left out.</summary>
    public void WriteRows(IEnumerable<(string Name, string? Value)> rows)
    {
        foreach ((string name, string? value) in rows.Where(row => row.Value is not null))
        {
            WriteLine($"{name + ":",-14}{Show(value!)}");
        }
    }

    /// <summary>Writes an error on one line.</summary>
    public void WriteError(string message) => WriteErrorText("ocfl: " + Show(Secrets.Hide(message)) + _error.NewLine);

    /// <summary>Writes the stack of an exception, if that was requested.</summary>
    public void WriteStack(Exception exception)
    {
        if (Environment.GetEnvironmentVariable("OCFL_STACK") is { Length: > 0 })
        {
            WriteErrorText(exception + _error.NewLine);
        }
    }

    /// <summary>Writes to the error output without an end of line.</summary>
    public void WriteProgress(string text)
    {
        lock (_lock)
        {
            _progressLength = text.Length - 1 - text.LastIndexOf('\r');
            WriteErrorText(text);
        }
    }

    public void Flush() => _output.Flush();

    public void Dispose()
    {
        // The exit code has reported what could not be written.
        try
        {
            _error.Dispose();
            _output.Dispose();
        }
        catch (IOException)
        {
        }
    }

    // An error output that cannot be written does not change the exit code.
    private void WriteErrorText(string text)
    {
        try
        {
            _error.Write(text);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>
    /// A text on one line of a terminal: control characters in paths and messages are made visible.
    /// </summary>
    public static string Show(string text) => VisibleText.Show(text);
}
