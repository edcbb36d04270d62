using System.Diagnostics;
using System.Globalization;

namespace Ocfl.Cli;

/// <summary>One line that is updated while work is in progress, if the error output is a terminal. Thread-safe.</summary>
internal sealed class ProgressLine(Terminal terminal) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private int _length;

    /// <summary>Shows a text, unless another was shown a moment ago.</summary>
    public void Report(Func<string> text)
    {
        if (!terminal.ShowsProgress || _sinceLast.Elapsed < Pause || !_lock.TryEnter())
        {
            return;
        }

        try
        {
            string line = text();
            terminal.WriteProgress("\r" + line.PadRight(_length));
            _length = line.Length;
            _sinceLast.Restart();
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_length > 0)
            {
                terminal.WriteProgress("\r" + new string(' ', _length) + "\r");
                _length = 0;
            }
        }
    }

    /// <summary>A number of bytes for people.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1L << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB"),
        < 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:F1} GiB"),
    };
}
