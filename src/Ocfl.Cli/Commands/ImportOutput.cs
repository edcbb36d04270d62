using System.Globalization;
using Ocfl.Findings;
using Ocfl.Imports;

namespace Ocfl.Cli.Commands;

/// <summary>Shows what became of imported objects, counts them, and has the exit code that follows from that.</summary>
internal sealed class ImportOutput(Terminal terminal, bool isJson, bool isQuiet, bool isDryRun)
{
    private long _imported;
    private long _unchanged;
    private long _invalid;
    private long _failed;

    /// <summary>How many objects there were.</summary>
    public long Objects => _imported + _unchanged + _invalid + _failed;

    public int ExitCode => _failed > 0 ? Cli.ExitCode.Failure : _invalid > 0 ? Cli.ExitCode.NotValid : Cli.ExitCode.Success;

    /// <summary>Reports an object.</summary>
    /// <param name="source">Where it was, as messages name that; null if it was not found.</param>
    /// <param name="result">What became of it.</param>
    public void Report(string? source, ObjectImportResult result)
    {
        _ = result.Outcome switch
        {
            ObjectImportOutcome.Imported => _imported++,
            ObjectImportOutcome.Unchanged => _unchanged++,
            ObjectImportOutcome.Invalid => _invalid++,
            _ => _failed++,
        };
        bool isThere = result.Outcome is ObjectImportOutcome.Imported or ObjectImportOutcome.Unchanged;
        if (isQuiet && isThere)
        {
            return;
        }

        if (isJson)
        {
            terminal.WriteJson(
                new ImportLine(
                    "object",
                    NameOf(result.Outcome),
                    result.ObjectId,
                    source,
                    result.ObjectRoot,
                    result.Head,
                    result.InventoryDigest,
                    result.Files,
                    result.Bytes,
                    result.Reason,
                    [.. result.Findings.Select(ValidationOutput.LineOf)]),
                JsonLines.Plain.ImportLine);
            return;
        }

        string name = Terminal.Show(result.ObjectId ?? source ?? "");
        terminal.WriteLine(result.Outcome switch
        {
            ObjectImportOutcome.Imported => string.Create(
                CultureInfo.InvariantCulture,
                $"{(isDryRun ? "would be imported" : "imported")}: {result.Head} of {name} at {Terminal.Show(result.ObjectRoot!)}: "
                    + $"{result.Files} files, {ProgressLine.Bytes(result.Bytes)}"),
            ObjectImportOutcome.Unchanged => $"unchanged: {result.Head} of {name} at {Terminal.Show(result.ObjectRoot!)}",
            _ => terminal.Paint(WordsOf(result.Outcome), Color.Red) + $": {name}"
                + (source is null || result.ObjectId is null ? "" : $" at {Terminal.Show(source)}")
                + $": {Terminal.Show(result.Reason ?? "")}",
        });
        if (!isThere)
        {
            WriteFindings(result.Findings);
        }
    }

    /// <summary>Shows what validation found.</summary>
    public void WriteFindings(IReadOnlyList<Finding> findings)
    {
        foreach (Finding finding in findings.Where(finding => finding.Severity != FindingSeverity.Info))
        {
            terminal.WriteLine(
                $"  {finding.Code} {ValidationOutput.NameOf(finding.Severity)} {Terminal.Show(finding.Location.ToString())}: "
                    + Terminal.Show(finding.Message));
        }
    }

    /// <summary>Shows how many objects there were.</summary>
    public void WriteTotal()
    {
        if (isJson)
        {
            terminal.WriteJson(
                new ImportTotalLine("total", Objects, _imported, _unchanged, _invalid, _failed, isDryRun),
                JsonLines.Plain.ImportTotalLine);
            return;
        }

        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"total: {Objects} objects, {_imported} {(isDryRun ? "would be imported" : "imported")}, {_unchanged} unchanged, "
                + $"{_invalid} not valid, {_failed} failed"));
    }

    private static string WordsOf(ObjectImportOutcome outcome) => outcome switch
    {
        ObjectImportOutcome.Invalid => "not valid",
        ObjectImportOutcome.NotFound => "not found",
        ObjectImportOutcome.Conflict => "conflict",
        ObjectImportOutcome.Refused => "refused",
        ObjectImportOutcome.Changed => "changed meanwhile",
        _ => "failed",
    };

    private static string NameOf(ObjectImportOutcome outcome) => outcome switch
    {
        ObjectImportOutcome.Imported => "imported",
        ObjectImportOutcome.Unchanged => "unchanged",
        ObjectImportOutcome.Conflict => "conflict",
        ObjectImportOutcome.Invalid => "invalid",
        ObjectImportOutcome.Refused => "refused",
        ObjectImportOutcome.NotFound => "notFound",
        ObjectImportOutcome.Changed => "changed",
        _ => "failed",
    };
}
