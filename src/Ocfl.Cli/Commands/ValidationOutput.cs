using System.Globalization;
using Ocfl.Findings;
using Ocfl.Validation;

namespace Ocfl.Cli.Commands;

/// <summary>What of a validation is shown.</summary>
internal sealed record ValidationView
{
    public required bool IsJson { get; init; }

    /// <summary>Whether what is valid and has no finding to show gets no line.</summary>
    public required bool IsQuiet { get; init; }

    /// <summary>The least severity of findings that are shown. What could not be checked is always shown.</summary>
    public required FindingSeverity Level { get; init; }

    /// <summary>Codes of findings that are not shown.</summary>
    public required IReadOnlySet<string> Ignored { get; init; }

    /// <summary>Whether a finding is shown and counted.</summary>
    public bool Shows(Finding finding) =>
        finding.Severity == FindingSeverity.Unchecked || (finding.Severity >= Level && !Ignored.Contains(finding.Code));
}

/// <summary>Shows reports, counts them, and has the exit code that follows from them.</summary>
internal sealed class ValidationOutput(Terminal terminal, ValidationView view)
{
    private readonly SortedDictionary<string, long> _findings = new(StringComparer.Ordinal);
    private long _valid;
    private long _invalid;
    private long _incomplete;
    private bool _hasFailed;
    private bool _hasErrors;
    private bool _isIncomplete;

    public int ExitCode => _hasFailed ? Cli.ExitCode.Failure
        : _hasErrors ? Cli.ExitCode.NotValid
        : _isIncomplete ? Cli.ExitCode.Failure
        : Cli.ExitCode.Success;

    /// <summary>Reports what could not be validated at all.</summary>
    public void Fail(string message)
    {
        terminal.WriteError(message);
        _hasFailed = true;
    }

    /// <summary>Counts a report, and shows it.</summary>
    public void Report(string path, ValidationReport report)
    {
        Count(report);
        Finding[] findings = [.. report.Findings.Where(view.Shows)];
        bool isShown = findings.Length > 0 || (!report.IsPartial && (!view.IsQuiet || !report.IsValid));
        if (view.IsJson)
        {
            WriteJson(path, report, isShown ? findings : null);
        }
        else
        {
            Write(path, report, isShown ? findings : null);
        }
    }

    /// <summary>Sets how many objects were validated, if not each of them has a report.</summary>
    public void SetObjects(long valid, long invalid, long incomplete) => (_valid, _invalid, _incomplete) = (valid, invalid, incomplete);

    /// <summary>Counts a report that an earlier run has shown.</summary>
    public void Count(ValidationReport report)
    {
        _hasErrors |= report.HasErrors;
        _isIncomplete |= !report.IsComplete;
        if (report.Target == ValidationTarget.OcflObject)
        {
            _valid += report.Verdict == ValidationVerdict.Valid ? 1 : 0;
            _invalid += report.Verdict == ValidationVerdict.Invalid ? 1 : 0;
            _incomplete += report.Verdict == ValidationVerdict.Incomplete ? 1 : 0;
        }

        foreach (Finding finding in report.Findings.Where(view.Shows))
        {
            _findings[finding.Code] = _findings.GetValueOrDefault(finding.Code) + 1;
        }
    }

    /// <summary>Shows how much was validated and found.</summary>
    public void WriteTotal()
    {
        if (view.IsJson)
        {
            terminal.WriteJson(
                new ValidationTotalLine(
                    "total", ExitCode == Cli.ExitCode.Success, _valid + _invalid + _incomplete, _valid, _invalid, _incomplete, _findings),
                JsonLines.Plain.ValidationTotalLine);
            return;
        }

        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"total: {_valid + _invalid + _incomplete} objects, {_valid} valid, {_invalid} not valid, {_incomplete} not checked"));
        foreach ((string code, long count) in _findings)
        {
            terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {code} {count}"));
        }
    }

    public static FindingLine LineOf(Finding finding) =>
        new(finding.Code, NameOf(finding.Severity), finding.Message, finding.Location.ToString());

    public static string NameOf(ValidationVerdict verdict) => verdict switch
    {
        ValidationVerdict.Valid => "valid",
        ValidationVerdict.Invalid => "invalid",
        _ => "incomplete",
    };

    public static string NameOf(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "error",
        FindingSeverity.Warning => "warning",
        FindingSeverity.Unchecked => "unchecked",
        _ => "info",
    };

    private void WriteJson(string path, ValidationReport report, Finding[]? findings)
    {
        string kind = report.Target == ValidationTarget.OcflObject ? "object" : report.IsPartial ? "rootPart" : "root";
        string? verdict = report.IsPartial ? null : NameOf(report.Verdict);
        if (findings is not null)
        {
            terminal.WriteJson(
                new ValidationLine(
                    path, report.ObjectId, report.IsValid, kind, verdict, report.IsComplete, [.. findings.Select(LineOf)]),
                JsonLines.Plain.ValidationLine);
        }

        if (report.Summary is { } summary)
        {
            ValidationSummaryLine line = new(
                path,
                summary.Verdict == ValidationVerdict.Valid,
                "summary",
                NameOf(summary.Verdict),
                summary.IsComplete,
                summary.Objects,
                summary.Valid,
                summary.Invalid,
                summary.Incomplete + summary.UnreadablePaths);
            terminal.WriteJson(line, JsonLines.Plain.ValidationSummaryLine);
        }
    }

    private void Write(string path, ValidationReport report, Finding[]? findings)
    {
        if (findings is not null)
        {
            string name = Terminal.Show(path) + (report.Target == ValidationTarget.StorageRoot ? " (the root itself)" : "");
            terminal.WriteLine(report.IsPartial ? $"{name}:" : $"{name}: {Describe(report.Verdict, report.IsComplete)}");
            foreach (Finding finding in findings)
            {
                Color color = finding.Severity is FindingSeverity.Error or FindingSeverity.Unchecked ? Color.Red : Color.Yellow;
                terminal.WriteLine(
                    $"  {terminal.Paint($"{finding.Code} {NameOf(finding.Severity)}", color)} "
                        + $"{Terminal.Show(finding.Location.ToString())}: {Terminal.Show(finding.Message)}");
            }
        }

        if (report.Summary is { } summary)
        {
            string counts = string.Create(
                CultureInfo.InvariantCulture,
                $"objects: {summary.Objects}, valid: {summary.Valid}, not valid: {summary.Invalid}, not checked: "
                    + $"{summary.Incomplete + summary.UnreadablePaths}");
            terminal.WriteLine($"{Terminal.Show(path)}: {Describe(summary.Verdict, summary.IsComplete)} ({counts})");
        }
    }

    private string Describe(ValidationVerdict verdict, bool isComplete) => verdict switch
    {
        ValidationVerdict.Valid => terminal.Paint("valid", Color.Green),
        ValidationVerdict.Invalid when isComplete => terminal.Paint("not valid", Color.Red),
        ValidationVerdict.Invalid => terminal.Paint("not valid", Color.Red) + ", and not everything could be checked",
        _ => terminal.Paint("not everything could be checked", Color.Yellow),
    };
}
