using System.Globalization;

namespace Ocfl.Cli.Commands;

/// <summary>Shows what became of the lines of a manifest, counts them, and keeps them in the report. Thread-safe.</summary>
internal sealed class IngestOutput(Terminal terminal, bool isJson, bool isQuiet, IngestReport? report)
{
    private readonly Lock _lock = new();
    private long _created;
    private long _updated;
    private long _unchanged;
    private long _before;
    private long _failed;
    private long _skipped;

    /// <summary>Whether a line has failed.</summary>
    public bool HasFailed => Interlocked.Read(ref _failed) > 0;

    public int ExitCode => _failed + _skipped > 0 ? Cli.ExitCode.Failure : Cli.ExitCode.Success;

    /// <summary>Counts a line that an earlier run has done.</summary>
    public void CountBefore() => _before++;

    /// <summary>Reports a line.</summary>
    public void Write(IngestedLine line)
    {
        lock (_lock)
        {
            _ = line.Outcome switch
            {
                "created" => _created++,
                "updated" => _updated++,
                "unchanged" => _unchanged++,
                "failed" => _failed++,
                _ => _skipped++,
            };
            report?.Write(line);
            bool isDone = line.Outcome is "created" or "updated" or "unchanged";
            if (isQuiet && isDone)
            {
                return;
            }

            if (isJson)
            {
                terminal.WriteJson(line, JsonLines.Plain.IngestedLine);
                return;
            }

            string outcome = isDone ? line.Outcome : terminal.Paint(line.Outcome, Color.Red);
            string what = line.Version is null ? Terminal.Show(line.Id ?? "") : $"{line.Version} of {Terminal.Show(line.Id!)}";
            terminal.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"line {line.Line}: {outcome}{(what.Length > 0 ? ": " : "")}{what}")
                + (line.Reason is { } reason ? ": " + Terminal.Show(reason)
                    : line.Files is { } files && line.Outcome != "unchanged" ? ": " + VersionLines.Describe(files)
                    : ""));
        }
    }

    /// <summary>Shows what became of all lines.</summary>
    public void WriteTotal()
    {
        long lines = _created + _updated + _unchanged + _before + _failed + _skipped;
        if (isJson)
        {
            terminal.WriteJson(
                new IngestTotalLine("total", lines, _created, _updated, _unchanged, _before, _failed, _skipped),
                JsonLines.Plain.IngestTotalLine);
            return;
        }

        string before = _before > 0 ? string.Create(CultureInfo.InvariantCulture, $"{_before} done before, ") : "";
        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"total: {lines} lines, {_created} created, {_updated} updated, {_unchanged} unchanged, {before}{_failed} failed, "
                + $"{_skipped} skipped"));
    }
}
