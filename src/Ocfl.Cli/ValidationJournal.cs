using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ocfl.Cli;

/// <summary>Where a validation is continued.</summary>
/// <param name="After">The last object of the last page that is complete; null for the first page.</param>
/// <param name="HasAllPages">Whether all pages are complete.</param>
/// <param name="DoneInPage">The objects of the page after it that were validated.</param>
internal sealed record JournalPosition(string? After, bool HasAllPages, HashSet<string> DoneInPage);

/// <summary>
/// A file of JSON lines with what a validation has done. Lines are only added; one that is not whole, after a crash, is removed. While a
/// process has it open, no other can.
/// </summary>
internal sealed class ValidationJournal : IDisposable
{
    private const string Option = "--continue";
    private const string FirstKind = "validation";
    private const string IsOther = "is not a file of a validation";

    // Without members that are null.
    private static readonly JsonLines Lines = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });

    private readonly string _file;
    private readonly LinesFile _lines;

    private ValidationJournal(string file, LinesFile lines)
    {
        _file = file;
        _lines = lines;
    }

    /// <summary>Opens a file, or creates it.</summary>
    /// <exception cref="ToolException">It is of another validation, is in use, or is not such a file.</exception>
    public static ValidationJournal Open(string file, string root, string depth)
    {
        ValidationJournal journal = new(file, LinesFile.Open(Option, file));
        try
        {
            journal.RequireFit(root, depth);
        }
        catch
        {
            journal.Dispose();
            throw;
        }

        return journal;
    }

    /// <summary>Adds a line.</summary>
    public void Write(JournalLine line) => _lines.Write(JsonSerializer.SerializeToUtf8Bytes(line, Lines.JournalLine));

    /// <summary>Reads what was done.</summary>
    /// <param name="onLine">Is called for each object and each page.</param>
    /// <exception cref="ToolException">The validation has finished.</exception>
    public JournalPosition Read(Action<JournalLine> onLine)
    {
        JournalPosition position = new(null, HasAllPages: false, new HashSet<string>(StringComparer.Ordinal));
        foreach (JournalLine line in ReadLines().Skip(1))
        {
            switch (line)
            {
                case { Kind: "object", Path: { } path }:
                    position.DoneInPage.Add(path);
                    break;
                case { Kind: "page" }:
                    position = new(line.Path, line.Path is null, new HashSet<string>(StringComparer.Ordinal));
                    break;
                default:
                    throw new ToolException(
                        Option, _file, $"is of a validation that has finished ({line.Verdict}); to validate again, give another file");
            }

            onLine(line);
        }

        return position;
    }

    /// <summary>The ids and roots of the objects that are not where the layout puts them.</summary>
    public IEnumerable<(string ObjectId, string ObjectRoot)> ReadElsewhere() => ReadLines()
        .Where(line => line is { Kind: "object", ObjectId: not null, Path: not null, Place: not "right" })
        .Select(line => (line.ObjectId!, line.Path!));

    public void Dispose() => _lines.Dispose();

    // Nothing is removed from a file before it is known to be of a validation.
    private void RequireFit(string root, string depth)
    {
        JournalLine begin = new(FirstKind) { Root = root, Depth = depth };
        long end = _lines.Begin(
            FirstKind,
            JsonSerializer.SerializeToUtf8Bytes(begin, Lines.JournalLine),
            new ToolException(Option, _file, IsOther));
        if (end == 0)
        {
            return;
        }

        JournalLine first = ReadLines().First();
        if (first.Kind != FirstKind || first.Root is null)
        {
            throw new ToolException(Option, _file, IsOther);
        }

        if (first.Root != root || first.Depth != depth)
        {
            throw new ToolException(Option, _file, $"is of a validation of {first.Root} ({first.Depth}); give another file");
        }

        _lines.Cut(end);
    }

    private IEnumerable<JournalLine> ReadLines()
    {
        foreach (string text in _lines.Read())
        {
            JournalLine? line;
            try
            {
                line = JsonSerializer.Deserialize(text, Lines.JournalLine);
            }
            catch (JsonException)
            {
                line = null;
            }

            yield return line ?? throw new ToolException(Option, _file, IsOther);
        }
    }
}
