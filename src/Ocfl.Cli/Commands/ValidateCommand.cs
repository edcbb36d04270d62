using System.CommandLine;
using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Validation;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl validate</c></summary>
internal static class ValidateCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string[]> paths = new("PATH") { Description = "Folders of objects; with --root, of storage roots.", Arity = ArgumentArity.OneOrMore };
        Option<bool> root = new("--root") { Description = "Validate storage roots with all their objects." };
        Option<bool> structure = new("--structure") { Description = "Look at files, directories and inventories, and do not read content." };
        Option<bool> json = Common.Json();
        Command command = new("validate", "Validate objects or storage roots. Exits with 0 when all is valid (warnings allowed), 1 when not, 2 when it could not look.")
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
        return new ToolCommand(command, ["ocfl validate archive/3c0/ff4/240/object-01", "ocfl validate --root archive", "ocfl validate --root --structure --json archive"]);
    }

    private sealed class Run(Terminal terminal, ValidatorOptions options, bool isJson, ProgressLine progress)
    {
        private int _reports;

        public int ExitCode { get; private set; }

        /// <summary>Looks at one path. That one cannot be looked at does not keep the others from it.</summary>
        public async Task ValidateAsync(string path, bool isRoot, CancellationToken cancellationToken)
        {
            try
            {
                LocalStorage storage = Common.OpenFolder("PATH", path);
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
                ExitCode = Cli.ExitCode.Failure;
            }
        }

        private async Task ValidateRootAsync(string path, LocalStorage storage, CancellationToken cancellationToken)
        {
            await foreach (ValidationReport report in new Validator(storage, options).ValidateRootAsync(root: "", cancellationToken).ConfigureAwait(false))
            {
                Report(report.Path.Length == 0 ? path : Path.Combine(path, report.Path), report);
            }
        }

        /// <summary>Whoever names a storage root and forgets to say so is not told that it is a broken object.</summary>
        private static async Task RequireNoRootAsync(string path, LocalStorage storage, CancellationToken cancellationToken)
        {
            foreach (SpecificationVersion specification in (SpecificationVersion[])[SpecificationVersion.V11, SpecificationVersion.V10])
            {
                bool isRoot = await storage.GetFileAsync(specification.RootDeclaration, cancellationToken).ConfigureAwait(false) is not null;
                bool isObject = await storage.GetFileAsync(specification.ObjectDeclaration, cancellationToken).ConfigureAwait(false) is not null;
                if (isRoot && !isObject)
                {
                    throw new ToolException("PATH", path, "is a storage root, which is validated with --root");
                }
            }
        }

        private void Report(string path, ValidationReport report)
        {
            if (!report.IsValid && ExitCode == Cli.ExitCode.Success)
            {
                ExitCode = Cli.ExitCode.NotValid;
            }

            _reports++;
            progress.Report(() => $"{_reports} looked at");
            if (isJson)
            {
                FindingLine[] findings = [.. report.Findings.Select(finding => new FindingLine(finding.Code, NameOf(finding.Severity), finding.Message, finding.Location.ToString()))];
                terminal.WriteJson(new ValidationLine(path, report.ObjectId, report.IsValid, findings), JsonLines.Plain.ValidationLine);
                return;
            }

            terminal.WriteLine($"{Terminal.Show(path)}: {(report.IsValid ? "valid" : "not valid")}");
            foreach (Finding finding in report.Findings)
            {
                terminal.WriteLine($"  {finding.Code} {NameOf(finding.Severity)} {Terminal.Show(finding.Location.ToString())}: {Terminal.Show(finding.Message)}");
            }
        }

        private static string NameOf(FindingSeverity severity) => severity switch
        {
            FindingSeverity.Error => "error",
            FindingSeverity.Warning => "warning",
            _ => "info",
        };
    }
}
