using System.CommandLine;
using System.Globalization;
using Ocfl.Cli.Service;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using UpdateMode = Ocfl.Staging.UpdateMode;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl commit</c></summary>
internal sealed class CommitCommand
{
    private const string MaxAddedPaths = "--max-added-paths";
    private const string MaxAddedPathBytes = "--max-added-path-bytes";
    private const long MostLimit = 1L << 40;
    private const string NoStages = "stages that 'ocfl stage' collects are beside a storage root on this machine";
    private const string NoDryRun = "the service has none";
    private const string ServiceSettings = "the settings of the service decide";

    private readonly VersionArguments _version = new();

    private readonly SourceArguments _sources = new(
        "The files of the new version. Optional for an existing object with --changes, --digest or --spec, and for --staged.");

    private readonly NewObjectArguments _object = new();

    private readonly Option<bool> _staged = new("--staged")
    {
        Description = "Commit what 'ocfl stage' and the commands with --stage have collected.",
    };

    private readonly Option<string> _changes = new("--changes")
    {
        Description = "A file with changes to make, in order: a JSON array, see docs/http.md; - for the standard input.",
        HelpName = "FILE",
    };

    private readonly Option<string> _maxPaths = new(MaxAddedPaths)
    {
        Description = "How many paths the changes may add; 100000 unless given.",
        HelpName = "NUMBER",
    };

    private readonly Option<string> _maxPathBytes = new(MaxAddedPathBytes)
    {
        Description = "How many bytes the changes may add to the paths in all; 16777216 unless given.",
        HelpName = "BYTES",
    };

    private readonly Option<string> _mode = new("--mode")
    {
        Description = "replace: the version has the source's files and no others; merge: existing files stay; select: existing "
            + "files stay, and of the source's files only those that --changes names are added. Unless given: select with "
            + "--changes, else replace.",
        HelpName = "MODE",
    };

    private readonly Option<bool> _allowEmpty = new("--allow-empty")
    {
        Description = "Accept a SOURCE without files, which is otherwise refused because it may be a share that is not mounted.",
    };

    private CommitCommand()
    {
    }

    public static ToolCommand Create(Terminal terminal)
    {
        CommitCommand options = new();
        Command command = new("commit", "Create a new version of an object, or a new object, from files, from changes, or from both.");
        options._version.AddRoot(command);
        options._sources.AddSources(command);
        options._version.AddOptions(command);
        foreach (Option option in (Option[])[
            options._staged, options._changes, options._maxPaths, options._maxPathBytes, options._mode, options._allowEmpty,
            .. options._sources.All, .. options._object.All, ServiceAddress.InPlaceOfRoot()])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            VersionRequest version = options._version.Read(parsed);
            if (ServiceAddress.Find(version.Root) is not null)
            {
                ServiceAddress.Refuse(parsed, ("--staged", NoStages));
            }

            await (parsed.GetValue(options._staged)
                ? options.CommitStagedAsync(terminal, parsed, version, cancellationToken)
                : options.CommitAsync(terminal, parsed, version, cancellationToken)).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return new ToolCommand(command,
        [
            "ocfl commit archive --id urn:example:1 --message 'First' --user Ann thesis",
            "ocfl commit archive --id urn:example:1 -m 'More' --user Ann --address mailto:ann@example.org --mode merge additions",
            "ocfl commit archive --id urn:example:1 -m 'Images' --user Ann --include '**/*.tif' --digests scans.sha512 scans",
            "ocfl commit archive --id urn:example:1 -m 'A bag' --user Ann --bag delivery",
            "tar -cf - thesis | ocfl commit archive --id urn:example:1 -m 'From a tar' --user Ann -",
            "ocfl commit archive --id urn:example:1 -m 'Tidied' --user Ann --changes changes.json",
            "ocfl commit archive --id urn:example:1 -m 'To sha512' --user Ann --digest sha512",
            "ocfl commit archive --id urn:example:1 -m 'All of it' --user Ann --staged",
            "ocfl commit --service https://archive.example.org --id urn:example:1 -m 'First' --user Ann thesis",
        ]);
    }

    private async Task CommitAsync(Terminal terminal, ParseResult parsed, VersionRequest version, CancellationToken cancellationToken)
    {
        SourceRequest sources = _sources.Read(parsed);
        NewObjectRequest shape = _object.Read(parsed);
        string? changesFile = parsed.GetValue(_changes);
        if (changesFile == SourceRequest.StandardInput && sources.Sources.Contains(SourceRequest.StandardInput, StringComparer.Ordinal))
        {
            throw new ToolException("--changes", changesFile, "cannot be the standard input, which is SOURCE");
        }

        ObjectUpdateOptions options = version.Description! with
        {
            Mode = ParseMode(parsed.GetValue(_mode), hasChanges: changesFile is not null, hasSource: sources.Sources.Count > 0),
            AllowEmpty = parsed.GetValue(_allowEmpty),
            Fixity = sources.Fixity,
            Changes = changesFile is null
                ? []
                : await ChangesFile.ReadAsync(terminal, changesFile, cancellationToken).ConfigureAwait(false),
            ChangeLimits = new StateChangeLimits
            {
                MaxAddedPaths = ParseLimit(MaxAddedPaths, parsed.GetValue(_maxPaths)) ?? StateChangeLimits.Default.MaxAddedPaths,
                MaxAddedPathBytes = ParseLimit(MaxAddedPathBytes, parsed.GetValue(_maxPathBytes))
                    ?? StateChangeLimits.Default.MaxAddedPathBytes,
                AddedPathsName = MaxAddedPaths,
                AddedPathBytesName = MaxAddedPathBytes,
            },
        };
        if (ServiceAddress.Find(version.Root) is { } address)
        {
            await CommitToServiceAsync(terminal, parsed, version, address, sources, options, cancellationToken).ConfigureAwait(false);
            return;
        }

        ObjectLookup.RequireId(version.Id);
        WritableRoot place = await Place.OpenRootToWriteAsync(version.Root, version.Pending, cancellationToken).ConfigureAwait(false);
        StorageRoot root = place.Root;
        using OpenedSources opened = await OpenedSources.OpenAsync(
            terminal, sources, place, options.Mode, options.Changes, cancellationToken).ConfigureAwait(false);
        UpdateTarget target = await new TargetObject(root, version.Root, version.Id).ReadAsync(
            shape.Search, cancellationToken).ConfigureAwait(false);
        RequireSomething(sources, changesFile, shape, isNew: target.Inventory is null);
        try
        {
            options = shape.ApplyTo(options, root, target.Inventory);
            await VersionUpdate.RunAsync(terminal, place, target, opened.Input, options, version, cancellationToken).ConfigureAwait(false);
        }
        catch (StateChangeException exception)
        {
            throw new ToolException("--changes", changesFile!, exception.Message.TrimEnd('.'));
        }
        catch (EmptySourceException)
        {
            throw sources.DescribeEmpty();
        }
    }

    /// <summary>Commits by an update of a service.</summary>
    private async Task CommitToServiceAsync(
        Terminal terminal,
        ParseResult parsed,
        VersionRequest version,
        string address,
        SourceRequest sources,
        ObjectUpdateOptions options,
        CancellationToken cancellationToken)
    {
        ServiceAddress.Refuse(
            parsed,
            ("--dry-run", NoDryRun),
            ("--pending", ServiceSettings),
            ("--search", "the service knows where its objects are"),
            ("--spec", ServiceSettings),
            ("--path-constraint", ServiceSettings),
            ("--content-paths", ServiceSettings),
            ("--content-directory", ServiceSettings),
            ("--version-padding", ServiceSettings),
            (MaxAddedPaths, ServiceSettings),
            (MaxAddedPathBytes, ServiceSettings));
        ObjectLookup.RequireId(version.Id);
        string? digest = _object.Read(parsed).DigestAlgorithm?.Name;
        bool hasSource = sources.Sources.Count > 0;
        bool hasChanges = parsed.GetValue(_changes) is not null;
        if (!hasSource && !hasChanges && digest is null)
        {
            throw new ToolException("SOURCE is missing: without it, give --changes or --digest");
        }

        UpdateRequest request = ServiceUpdate.Describe(version.Id, options) with
        {
            Mode = ParseServiceMode(parsed.GetValue(_mode), hasChanges, hasSource),
            AllowEmpty = options.AllowEmpty,
            Changes = hasChanges || !hasSource ? ServiceUpdate.Convert(options.Changes) : null,
            Fixity = sources.Fixity.Count == 0 ? null : [.. sources.Fixity.Select(algorithm => algorithm.Name)],
            DigestAlgorithm = digest,
        };
        using OpenedSources opened = await OpenedSources.OpenAsync(
            terminal, sources, root: null, options.Mode, options.Changes, cancellationToken).ConfigureAwait(false);
        ServiceUpdate update = new(terminal, ServiceConnection.Open(address));
        string id = hasSource
            ? await update.UploadAsync(request, sources, opened, idempotencyKey: null, cancellationToken).ConfigureAwait(false)
            : await update.StartAsync(request, idempotencyKey: null, cancellationToken).ConfigureAwait(false);
        await update.ReportAsync(id, version.IsJson, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The mode as the service has it.</summary>
    public static OcflFunctions.Contracts.UpdateMode ParseServiceMode(string? text, bool hasChanges, bool hasSource) =>
        ParseMode(text, hasChanges, hasSource) switch
        {
            UpdateMode.Replace => OcflFunctions.Contracts.UpdateMode.Replace,
            UpdateMode.Merge => OcflFunctions.Contracts.UpdateMode.Merge,
            _ => OcflFunctions.Contracts.UpdateMode.Select,
        };

    private async Task CommitStagedAsync(
        Terminal terminal, ParseResult parsed, VersionRequest version, CancellationToken cancellationToken)
    {
        SourceRequest sources = _sources.Read(parsed);
        NewObjectRequest shape = _object.Read(parsed);
        string? other = sources.Sources.Count > 0 ? "SOURCE"
            : Array.Find<Option>(
                [_changes, _maxPaths, _maxPathBytes, _mode, _allowEmpty], option => parsed.GetResult(option) is { Implicit: false })?.Name
                ?? (sources.Fixity.Count > 0 ? "--fixity" : shape.DigestAlgorithm is not null ? "--digest" : null);
        if (other is not null)
        {
            throw new ToolException($"--staged commits what is staged: {other} is for 'ocfl stage', or for a commit without --staged");
        }

        OpenedStage stage = await OpenedStage.OpenAsync(
            version.Root, version.Id, version.Pending, shape.Search, cancellationToken).ConfigureAwait(false);
        await stage.CommitAsync(terminal, version, shape, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses a commit of nothing.</summary>
    private static void RequireSomething(SourceRequest sources, string? changesFile, NewObjectRequest shape, bool isNew)
    {
        if (sources.Sources.Count == 0
            && (isNew || (changesFile is null && shape.DigestAlgorithm is null && shape.Specification is null)))
        {
            throw new ToolException("SOURCE is missing: " + (isNew
                ? "a new object starts with a folder"
                : "without it, give --changes, --digest or --spec"));
        }
    }

    private static UpdateMode ParseMode(string? text, bool hasChanges, bool hasSource)
    {
        if (text is null)
        {
            return hasChanges ? UpdateMode.Select : UpdateMode.Replace;
        }

        UpdateMode mode = Arguments.ParseWord(
            "--mode", text, ("replace", UpdateMode.Replace), ("merge", UpdateMode.Merge), ("select", UpdateMode.Select));
        return !hasSource ? throw new ToolException("--mode", text, "applies to the files of SOURCE, which is missing")
            : mode == UpdateMode.Select && !hasChanges ? throw new ToolException("--mode", text, "needs --changes")
            : mode;
    }

    private static long? ParseLimit(string option, string? text) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) && limit <= MostLimit ? limit
        : throw new ToolException(option, text, string.Create(CultureInfo.InvariantCulture, $"must be a number from 0 to {MostLimit}"));
}
