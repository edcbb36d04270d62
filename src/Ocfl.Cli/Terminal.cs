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

    public Terminal(Stream output, Stream error, bool showsProgress)
    {
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

    public static Terminal ForProcess() =>
        new(Console.OpenStandardOutput(), Console.OpenStandardError(), showsProgress: !Console.IsErrorRedirected)
        {
            Input = Console.OpenStandardInput(),
        };

    /// <summary>Writes a line of results.</summary>
    public void WriteLine(string line = "") => _output.WriteLine(line);

    /// <summary>Writes a result as one line of JSON.</summary>
    public void WriteJson<T>(T value, JsonTypeInfo<T> type) => _output.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Writes an error on one line.</summary>
    public void WriteError(string message) => WriteErrorText("ocfl: " + Show(message) + _error.NewLine);

    /// <summary>Writes the stack of an exception, if that was requested.</summary>
    public void WriteStack(Exception exception)
    {
        if (Environment.GetEnvironmentVariable("OCFL_STACK") is { Length: > 0 })
        {
            WriteErrorText(exception + _error.NewLine);
        }
    }

    /// <summary>Writes to the error output without an end of line.</summary>
    public void WriteProgress(string text) => WriteErrorText(text);

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
