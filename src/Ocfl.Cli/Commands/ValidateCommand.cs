using System.CommandLine;
using System.Globalization;
using Ocfl.Cli.Service;
using Ocfl.Findings;
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
            Description = "Folders of objects, or their URLs; with --root, of storage roots; with --id, of the objects' storage root. With --root and --id "
                + "the default storage root unless given, and @NAME stands for one that 'ocfl config' names.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> root = new("--root") { Description = "Validate storage roots with all their objects." };
        Option<string[]> ids = new("--id") { Description = "Validate the object with this id; may be given more than once.", HelpName = "ID" };
        Option<bool> structure = new("--structure")
        {
            Description = "Check files, directories and inventories, but do not read content.",
        };
        Option<string> level = new("--level")
        {
            Description = "Show findings from this severity on: info, warning or error; info unless given. It does not change the verdict.",
            HelpName = "SEVERITY",
        };
        level.CompletionSources.Add("info", "warning", "error");
        Option<string[]> ignored = new("--ignore")
        {
            Description = "Do not show findings with this code, such as W008; may be given more than once. Errors cannot be ignored.",
            HelpName = "CODE",
        };
        Option<bool> quiet = new("--quiet", "-q") { Description = "Show nothing about what is valid and has no finding to show." };
        Option<bool> summary = new("--summary") { Description = "At the end, show how many objects and findings there are, by code." };
        Option<string[]> explain = new("--explain")
        {
            Description = "Show the rule of a code in the words of the specification, such as E092, and validate nothing.",
            HelpName = "CODE",
        };
        Option<string> journal = new("--continue")
        {
            Description = "With --root: keep in this file what was validated, and leave out what it has from a run that was stopped.",
            HelpName = "FILE",
        };
        Option<string> jobs = Arguments.Jobs("How many objects and files are read at once");
        Option<string> rate = new("--rate")
        {
            Description = "How many bytes of a storage are read in a second at most, such as 500K, 50M or 1G.",
            HelpName = "BYTES",
        };
        Option<string> service = ServiceAddress.InPlaceOfRoot();
        Option<bool> json = Arguments.Json();
        Command command = new(
            "validate",
            "Validate objects or storage roots. Exits with 0 if all is valid (warnings allowed), 1 if there are errors, 2 if not "
                + "everything could be checked.")
        {
            paths, root, ids, structure, level, ignored, quiet, summary, explain, journal, jobs, rate, json, service,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(explain) is { Length: > 0 } codes)
            {
                Explain(terminal, codes, parsed.GetValue(json));
                return ExitCode.Success;
            }

            ValidationRequest request = new()
            {
                Paths = parsed.GetValue(paths) ?? [],
                IsRoot = parsed.GetValue(root),
                Ids = parsed.GetValue(ids) ?? [],
                Journal = parsed.GetValue(journal),
                BytesPerSecond = parsed.GetValue(rate) is { } bytes ? ParseRate(bytes) : null,
                Options = new ValidatorOptions
                {
                    Depth = parsed.GetValue(structure) ? ValidationDepth.Structure : ValidationDepth.Content,
                    Parallelism = Arguments.ParseJobs(parsed.GetValue(jobs)),
                },
            };
            ValidationView view = new()
            {
                IsJson = parsed.GetValue(json),
                IsQuiet = parsed.GetValue(quiet),
                Level = parsed.GetValue(level) is { } word ? ParseLevel(word) : FindingSeverity.Info,
                Ignored = (parsed.GetValue(ignored) ?? []).Select(RequireIgnorable).ToHashSet(StringComparer.Ordinal),
            };
            ValidationOutput output = new(terminal, view);
            await (parsed.GetValue(service) is { } url
                ? ValidateServiceAsync(terminal, parsed, request, url, output, cancellationToken)
                : new ValidationRun(terminal, request, output).RunAsync(cancellationToken)).ConfigureAwait(false);
            if (parsed.GetValue(summary))
            {
                output.WriteTotal();
            }

            return output.ExitCode;
        });
        return new ToolCommand(command, [
            "ocfl validate archive/3c0/ff4/240/object-01",
            "ocfl validate archive --id urn:example:1 --id urn:example:2",
            "ocfl validate --root archive",
            "ocfl validate --root archive --level error --quiet --summary",
            "ocfl validate --root archive --continue validation.jsonl --rate 50M --jobs 4",
            "ocfl validate --root --structure --json archive",
            "ocfl validate --explain E092",
            "ocfl validate --service https://archive.example.org --id urn:example:1",
        ]);
    }

    private static Task ValidateServiceAsync(
        Terminal terminal,
        ParseResult parsed,
        ValidationRequest request,
        string url,
        ValidationOutput output,
        CancellationToken cancellationToken)
    {
        ServiceAddress.Refuse(
            parsed,
            ("--continue", "a validation of the service is durable; 'ocfl validations' shows it"),
            ("--jobs", "the settings of the service decide"),
            ("--rate", "the settings of the service decide"));
        if (request.Paths is [string path, ..])
        {
            throw new ToolException("PATH", path, "is left out with --service");
        }

        if (request.IsRoot && request.Ids is [string first, ..])
        {
            throw new ToolException("--id", first, "cannot be combined with --root, which validates all objects");
        }

        return request.IsRoot || request.Ids.Count > 0
            ? new ServiceValidation(terminal, ServiceAddress.Read(url), output).RunAsync(
                request.Ids, request.Options.Depth == ValidationDepth.Content, cancellationToken)
            : throw new ToolException("--service needs --root, for all objects, or --id");
    }

    private static FindingSeverity ParseLevel(string text) => Arguments.ParseWord(
        "--level", text, ("info", FindingSeverity.Info), ("warning", FindingSeverity.Warning), ("error", FindingSeverity.Error));

    private static string RequireIgnorable(string code)
    {
        FindingRule rule = Find("--ignore", code);
        return rule.Severity is FindingSeverity.Warning or FindingSeverity.Info
            ? rule.Code
            : throw new ToolException("--ignore", code, "must be a warning or information; nothing else can be ignored");
    }

    private static FindingRule Find(string option, string code) =>
        FindingRule.List().FirstOrDefault(rule => string.Equals(rule.Code, code, StringComparison.OrdinalIgnoreCase))
        ?? throw new ToolException(option, code, "is not a code of a finding, such as E092 or W008");

    private static long ParseRate(string text)
    {
        (string number, int shift) = text switch
        {
            [.. string digits, 'K' or 'k'] => (digits, 10),
            [.. string digits, 'M' or 'm'] => (digits, 20),
            [.. string digits, 'G' or 'g'] => (digits, 30),
            _ => (text, 0),
        };
        const long Most = long.MaxValue >> 30;
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long rate) && rate is > 0 and <= Most
            ? rate << shift
            : throw new ToolException("--rate", text, "must be a number of bytes, with K, M or G for 1024 times as many");
    }

    private static void Explain(Terminal terminal, string[] codes, bool isJson)
    {
        foreach (FindingRule rule in codes.Select(code => Find("--explain", code)))
        {
            if (isJson)
            {
                terminal.WriteJson(
                    new RuleLine(rule.Code, ValidationOutput.NameOf(rule.Severity), rule.Text, rule.Reference), JsonLines.Plain.RuleLine);
            }
            else
            {
                terminal.WriteLine($"{rule.Code} {ValidationOutput.NameOf(rule.Severity)}: {rule.Text}");
                terminal.WriteLine($"  {rule.Reference}");
            }
        }
    }
}

/// <summary>What is validated, and how.</summary>
internal sealed record ValidationRequest
{
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Whether the paths are storage roots, and all their objects are validated.</summary>
    public required bool IsRoot { get; init; }

    /// <summary>The objects of the storage root; empty to validate what the paths name.</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>The file by which a validation is continued; null for none.</summary>
    public required string? Journal { get; init; }

    /// <summary>Null for no limit.</summary>
    public required long? BytesPerSecond { get; init; }

    public required ValidatorOptions Options { get; init; }

    /// <summary>The storage in a place, with the limit on reading.</summary>
    public async Task<IStorage> OpenAsync(Place place, CancellationToken cancellationToken)
    {
        IStorage storage = await place.OpenAsync(cancellationToken).ConfigureAwait(false);
        return BytesPerSecond is { } rate ? new PacedStorage(storage, new ReadPace(rate, TimeProvider.System)) : storage;
    }
}
