using System.CommandLine;
using System.Globalization;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Validation;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl validate</c></summary>
internal static class ValidateCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string[]> paths = new("PATH")
        {
            Description = "Folders of objects; with --root, of storage roots.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<bool> root = new("--root") { Description = "Validate storage roots with all their objects." };
        Option<bool> structure = new("--structure")
        {
            Description = "Check files, directories and inventories, but do not read content.",
        };
        Option<bool> json = Arguments.Json();
        Command command = new(
            "validate",
            "Validate objects or storage roots. Exits with 0 if all is valid (warnings allowed), 1 if there are errors, 2 if not "
                + "everything could be checked.")
        {
            paths, root, structure, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ValidatorOptions options = new() { Depth = parsed.GetValue(structure) ? ValidationDepth.Structure : ValidationDepth.Content };
            using ProgressLine progress = new(terminal);
            Run run = new(terminal, options, parsed.GetValue(json), progress);
            foreach (string path in parsed.GetValue(paths)!)
            {
                await run.ValidateAsync(path, parsed.GetValue(root), cancellationToken).ConfigureAwait(false);
            }

            return run.ExitCode;
        });
        return new ToolCommand(command, [
            "ocfl validate archive/3c0/ff4/240/object-01",
            "ocfl validate --root archive",
            "ocfl validate --root --structure --json archive",
        ]);
    }

    private sealed class Run(Terminal terminal, ValidatorOptions options, bool isJson, ProgressLine progress)
    {
        private int _reports;
        private bool _hasFailed;
        private bool _hasErrors;
        private bool _isIncomplete;

        public int ExitCode => _hasFailed ? Cli.ExitCode.Failure
            : _hasErrors ? Cli.ExitCode.NotValid
            : _isIncomplete ? Cli.ExitCode.Failure
            : Cli.ExitCode.Success;

        /// <summary>Validates one path. A path that cannot be read does not stop the validation of the others.</summary>
        public async Task ValidateAsync(string path, bool isRoot, CancellationToken cancellationToken)
        {
            try
            {
                LocalStorage storage = RootFolder.OpenFolder("PATH", path);
                if (isRoot)
                {
                    await ValidateRootAsync(path, storage, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await RequireNoRootAsync(path, storage, cancellationToken).ConfigureAwait(false);
                    Report(path, await new Validator(storage, options).ValidateObjectAsync("", cancellationToken).ConfigureAwait(false));
                }
            }
            catch (Exception exception) when (exception is ToolException or StorageException)
            {
                terminal.WriteError(exception is ToolException ? exception.Message : $"PATH '{path}': {exception.Message}");
                _hasFailed = true;
            }
        }

        private async Task ValidateRootAsync(string path, LocalStorage storage, CancellationToken cancellationToken)
        {
            await foreach (ValidationReport report in new Validator(storage, options).ValidateRootAsync(
                root: "", cancellationToken).ConfigureAwait(false))
            {
                Report(report.Path.Length == 0 ? path : Path.Combine(path, report.Path), report);
            }
        }

        /// <summary>Reports a storage root that was named without --root as that, and not as a broken object.</summary>
        private static async Task RequireNoRootAsync(string path, LocalStorage storage, CancellationToken cancellationToken)
        {
            foreach (SpecificationVersion specification in (SpecificationVersion[])[SpecificationVersion.V11, SpecificationVersion.V10])
            {
                bool isRoot = await storage.GetFileAsync(
                    specification.RootDeclaration, cancellationToken).ConfigureAwait(false) is not null;
                bool isObject = await storage.GetFileAsync(
                    specification.ObjectDeclaration, cancellationToken).ConfigureAwait(false) is not null;
                if (isRoot && !isObject)
                {
                    throw new ToolException("PATH", path, "is a storage root, which is validated with --root");
                }
            }
        }

        private void Report(string path, ValidationReport report)
        {
            _hasErrors |= report.HasErrors;
            _isIncomplete |= !report.IsComplete;
            _reports++;
            progress.Report(() => $"{_reports} checked");
            if (isJson)
            {
                WriteJson(path, report);
            }
            else
            {
                Write(path, report);
            }
        }

        private void WriteJson(string path, ValidationReport report)
        {
            FindingLine[] findings = [.. report.Findings.Select(
                finding => new FindingLine(finding.Code, NameOf(finding.Severity), finding.Message, finding.Location.ToString()))];
            string kind = report.Target == ValidationTarget.OcflObject ? "object" : report.IsPartial ? "rootPart" : "root";
            string? verdict = report.IsPartial ? null : NameOf(report.Verdict);
            terminal.WriteJson(
                new ValidationLine(path, report.ObjectId, report.IsValid, kind, verdict, report.IsComplete, findings),
                JsonLines.Plain.ValidationLine);
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

        private void Write(string path, ValidationReport report)
        {
            string name = Terminal.Show(path) + (report.Target == ValidationTarget.StorageRoot ? " (the root itself)" : "");
            terminal.WriteLine(report.IsPartial ? $"{name}:" : $"{name}: {Describe(report.Verdict, report.IsComplete)}");
            foreach (Finding finding in report.Findings)
            {
                terminal.WriteLine(
                    $"  {finding.Code} {NameOf(finding.Severity)} "
                        + $"{Terminal.Show(finding.Location.ToString())}: {Terminal.Show(finding.Message)}");
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

        private static string Describe(ValidationVerdict verdict, bool isComplete) => verdict switch
        {
            ValidationVerdict.Valid => "valid",
            ValidationVerdict.Invalid when isComplete => "not valid",
            ValidationVerdict.Invalid => "not valid, and not everything could be checked",
            _ => "not everything could be checked",
        };

        private static string NameOf(ValidationVerdict verdict) => verdict switch
        {
            ValidationVerdict.Valid => "valid",
            ValidationVerdict.Invalid => "invalid",
            _ => "incomplete",
        };

        private static string NameOf(FindingSeverity severity) => severity switch
        {
            FindingSeverity.Error => "error",
            FindingSeverity.Warning => "warning",
            FindingSeverity.Unchecked => "unchecked",
            _ => "info",
        };
    }
}
