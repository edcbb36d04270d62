using System.CommandLine;
using Ocfl.Digests;
using Ocfl.Ingests;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl ingest</c></summary>
internal sealed class IngestCommand
{
    private readonly Argument<string> _root = Arguments.Root();

    private readonly Option<string> _manifest = new("--manifest")
    {
        Description = "The manifest: JSON lines, or CSV with a header, with the fields id, source, message, user, address, created, mode, "
            + "digests, bag, include and exclude; - for the standard input. Sources are from its folder.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string> _message = new("--message", "-m")
    {
        Description = "The message of lines that have none.",
        HelpName = "TEXT",
    };

    private readonly Option<string> _user = new("--user") { Description = "The user of lines that have none.", HelpName = "NAME" };

    private readonly Option<string> _address = new("--address")
    {
        Description = "The address of --user, a URI such as mailto:ann@example.org.",
        HelpName = "URI",
    };

    private readonly Option<string> _report = new("--report")
    {
        Description = "Keep in this file what became of each line, and leave out what is done by it.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _check = new("--check") { Description = "Only check the manifest, and whether its sources exist." };

    private readonly Option<bool> _stop = new("--stop-on-error")
    {
        Description = "Start no further line when one has failed. Otherwise only later lines of the same object are left out.",
    };

    private readonly Option<string[]> _fixity = new("--fixity")
    {
        Description = "A further digest algorithm for the fixity block; can be repeated.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Show only lines that failed." };
    private readonly NewObjectArguments _object = new();
    private readonly Option<string> _jobs = Arguments.Jobs("How many objects are written at once");
    private readonly Option<string> _pending = Arguments.Pending();
    private readonly Option<bool> _json = Arguments.Json();

    private IngestCommand()
    {
    }

    public static ToolCommand Create(Terminal terminal)
    {
        IngestCommand options = new();
        Command command = new(
            "ingest",
            "Create versions of many objects, one for each line of a manifest. Running it again does what is missing.")
        {
            options._root,
        };
        foreach (Option option in (Option[])[
            options._manifest, options._message, options._user, options._address, options._report, options._check, options._stop,
            options._fixity, .. options._object.All, options._quiet, options._jobs, options._pending, options._json])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => options.RunAsync(terminal, parsed, cancellationToken));
        return new ToolCommand(command,
        [
            "ocfl ingest archive --manifest deliveries.csv --user Ann",
            "ocfl ingest archive --manifest deliveries.jsonl --check",
            "ocfl ingest archive --manifest deliveries.jsonl --report done.jsonl --jobs 8 --stop-on-error",
            "make-manifest | ocfl ingest archive --manifest - --message Delivery --user Ann --json",
        ]);
    }

    private async Task<int> RunAsync(Terminal terminal, ParseResult parsed, CancellationToken cancellationToken)
    {
        string? user = parsed.GetValue(_user);
        if (user is "")
        {
            throw new ToolException("--user", user, "must not be empty");
        }

        string? address = Arguments.ParseAddress(parsed.GetValue(_address));
        IngestRequest request = new()
        {
            Root = parsed.GetValue(_root)!,
            Pending = parsed.GetValue(_pending),
            Manifest = parsed.GetValue(_manifest)!,
            Report = parsed.GetValue(_report),
            Defaults = new IngestDefaults(parsed.GetValue(_message), user, address),
            Shape = _object.Read(parsed),
            Fixity = [.. (parsed.GetValue(_fixity) ?? []).Select(SourceArguments.ParseFixity).Distinct()],
            OnlyChecks = parsed.GetValue(_check),
            StopsOnError = parsed.GetValue(_stop),
            IsQuiet = parsed.GetValue(_quiet),
            IsJson = parsed.GetValue(_json),
            Jobs = Arguments.ParseJobs(parsed.GetValue(_jobs)),
        };
        return await IngestRun.RunAsync(terminal, request, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>An ingest that a command line asks for.</summary>
internal sealed record IngestRequest
{
    public required string Root { get; init; }

    public required string? Pending { get; init; }

    public required string Manifest { get; init; }

    public required string? Report { get; init; }

    public required IngestDefaults Defaults { get; init; }

    public required NewObjectRequest Shape { get; init; }

    public required IReadOnlyList<DigestAlgorithm> Fixity { get; init; }

    public required bool OnlyChecks { get; init; }

    public required bool StopsOnError { get; init; }

    public required bool IsQuiet { get; init; }

    public required bool IsJson { get; init; }

    public required int Jobs { get; init; }

    public bool IsStandardInput => Manifest == SourceRequest.StandardInput;
}
