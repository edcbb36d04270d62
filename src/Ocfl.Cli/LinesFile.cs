using System.Text;

namespace Ocfl.Cli;

/// <summary>
/// A file of lines to which lines are only added. What is not a whole line, after a crash, does not count. While a process has it open, no
/// other can.
/// </summary>
internal sealed class LinesFile : IDisposable
{
    private readonly FileStream _stream;

    private LinesFile(FileStream stream) => _stream = stream;

    /// <summary>Opens a file, or creates it.</summary>
    /// <exception cref="ToolException">It cannot be opened, or is in use.</exception>
    public static LinesFile Open(string option, string file)
    {
        try
        {
            return new LinesFile(new FileStream(
                FolderPlace.GetFullPath(option, file), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(option, file, "cannot be opened: " + failure.Message.TrimEnd('.'));
        }
    }

    /// <summary>Adds a line.</summary>
    public void Write(byte[] line)
    {
        _stream.Seek(0, SeekOrigin.End);
        _stream.Write([.. line, (byte)'\n']);
        _stream.Flush();
    }

    /// <summary>The lines.</summary>
    public IEnumerable<string> Read()
    {
        _stream.Seek(0, SeekOrigin.Begin);
        using StreamReader reader = new(
            _stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024, leaveOpen: true);
        while (reader.ReadLine() is { } text)
        {
            yield return text;
        }
    }

    /// <summary>Begins the file with a line that says what it is, unless it has a whole line.</summary>
    /// <param name="kind">The first member of that line. What is no beginning of such a line is not removed.</param>
    /// <param name="first">The line.</param>
    /// <param name="other">The fault of a file that begins otherwise.</param>
    /// <returns>Where the last line ended; 0 if the file was begun.</returns>
    public long Begin(string kind, byte[] first, ToolException other)
    {
        long end = FindEnd();
        if (end == 0)
        {
            if (!IsBeginOf($$"""{"kind":"{{kind}}","""))
            {
                throw other;
            }

            Cut(0);
            Write(first);
        }

        return end;
    }

    /// <summary>Where the last line ends; 0 if there is no whole line.</summary>
    private long FindEnd()
    {
        byte[] buffer = new byte[64 * 1024];
        long end = _stream.Length;
        while (end > 0)
        {
            int length = (int)Math.Min(buffer.Length, end);
            _stream.Seek(end - length, SeekOrigin.Begin);
            _stream.ReadExactly(buffer.AsSpan(0, length));
            int last = buffer.AsSpan(0, length).LastIndexOf((byte)'\n');
            if (last >= 0)
            {
                return end - length + last + 1;
            }

            end -= length;
        }

        return 0;
    }

    /// <summary>Whether the file is empty, or the beginning of a text.</summary>
    private bool IsBeginOf(string text)
    {
        byte[] expected = Encoding.UTF8.GetBytes(text);
        byte[] actual = new byte[Math.Min(expected.Length, _stream.Length)];
        _stream.Seek(0, SeekOrigin.Begin);
        _stream.ReadExactly(actual);
        return expected.AsSpan().StartsWith(actual);
    }

    /// <summary>Removes what is after a place.</summary>
    public void Cut(long end) => _stream.SetLength(end);

    public void Dispose() => _stream.Dispose();
}
