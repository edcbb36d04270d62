using System.Text.Json;

namespace Ocfl.Cli;

/// <summary>
/// A file with what became of the lines of a manifest. The next run of the same manifest leaves out what is done by it. Memory is one bit a
/// line.
/// </summary>
internal sealed class IngestReport : IDisposable
{
    /// <summary>What the option is called.</summary>
    public const string Option = "--report";

    private const string FirstKind = "ingest";

    private readonly LinesFile _lines;
    private readonly Lock _lock = new();
    private readonly List<ulong> _done = [];

    private IngestReport(LinesFile lines) => _lines = lines;

    /// <summary>Opens a file, or creates it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="manifest">The full path of the manifest.</param>
    /// <param name="digest">The SHA-256 of the manifest.</param>
    /// <exception cref="ToolException">It is of another manifest, is in use, or is not such a file.</exception>
    public static IngestReport Open(string file, string manifest, string digest)
    {
        IngestReport report = new(LinesFile.Open(Option, file));
        try
        {
            report.Read(file, new IngestReportLine(FirstKind, manifest, digest));
            return report;
        }
        catch
        {
            report.Dispose();
            throw;
        }
    }

    /// <summary>Whether a line of the manifest is done.</summary>
    public bool IsDone(long line)
    {
        int place = (int)(line / 64);
        return place < _done.Count && (_done[place] & (1UL << (int)(line % 64))) != 0;
    }

    /// <summary>Adds what became of a line.</summary>
    public void Write(IngestedLine line)
    {
        lock (_lock)
        {
            _lines.Write(JsonSerializer.SerializeToUtf8Bytes(line, JsonLines.Plain.IngestedLine));
        }
    }

    public void Dispose() => _lines.Dispose();

    // Nothing is removed from a file before it is known to be a report.
    private void Read(string file, IngestReportLine expected)
    {
        long end = _lines.Begin(
            FirstKind, JsonSerializer.SerializeToUtf8Bytes(expected, JsonLines.Plain.IngestReportLine), IsOther(file));
        if (end == 0)
        {
            return;
        }

        RequireFit(file, expected);
        _lines.Cut(end);
        foreach (string text in _lines.Read().Skip(1))
        {
            IngestedLine line = Parse(file, () => JsonSerializer.Deserialize(text, JsonLines.Plain.IngestedLine));
            if (line.Outcome is "created" or "updated" or "unchanged")
            {
                Mark(line.Line);
            }
        }
    }

    private void RequireFit(string file, IngestReportLine expected)
    {
        string text = _lines.Read().First();
        IngestReportLine first = Parse(file, () => JsonSerializer.Deserialize(text, JsonLines.Plain.IngestReportLine));
        if (first.Kind != FirstKind || first.Sha256 is null)
        {
            throw IsOther(file);
        }

        if (first.Sha256 != expected.Sha256)
        {
            throw new ToolException(
                Option, file, $"is of another manifest, or of {first.Manifest} before it was changed; give another file");
        }
    }

    private static T Parse<T>(string file, Func<T?> parse)
        where T : class
    {
        try
        {
            return parse() ?? throw IsOther(file);
        }
        catch (JsonException)
        {
            throw IsOther(file);
        }
    }

    private static ToolException IsOther(string file) => new(Option, file, "is not a report of an ingest");

    private void Mark(long line)
    {
        int place = (int)(line / 64);
        while (_done.Count <= place)
        {
            _done.Add(0);
        }

        _done[place] |= 1UL << (int)(line % 64);
    }
}
