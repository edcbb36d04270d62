using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ocfl.Cli.Service;
using OcflFunctions.Contracts;
using StateChange = Ocfl.Staging.StateChange;
using UpdateMode = Ocfl.Staging.UpdateMode;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl update</c></summary>
internal sealed class UpdateCommand
{
    private const int MostMebibytes = 64;

    private readonly SourceArguments _sources = new(
        "Files of this machine, which are uploaded. Optional with --directory, --container, --stage-id, --changes, --digest and --request.");

    private readonly Option<string> _service = ServiceAddress.Required();
    private readonly Option<string> _id = Arguments.Id(isRequired: false);
    private readonly Option<string> _message = new("--message", "-m") { Description = "Why the version is created.", HelpName = "TEXT" };
    private readonly Option<string> _user = new("--user") { Description = "Who creates it.", HelpName = "NAME" };

    private readonly Option<string> _address = new("--address")
    {
        Description = "The user's address, a URI such as mailto:ann@example.org.",
        HelpName = "URI",
    };

    private readonly Option<string> _directory = new("--directory")
    {
        Description = "Take the files of this folder of the service, one that it allows.",
        HelpName = "DIR",
    };

    private readonly Option<string> _container = new("--container")
    {
        Description = "Take the blobs of this container of the service, one that it allows: NAME or NAME/PREFIX.",
        HelpName = "NAME",
    };

    private readonly Option<string> _stage = new("--stage-id")
    {
        Description = "Take the files of this stage of the service, which were uploaded before.",
        HelpName = "ID",
    };

    private readonly Option<string> _request = new("--request")
    {
        Description = "The whole request as a JSON file, as docs/http.md describes it; - for the standard input.",
        HelpName = "FILE",
    };

    private readonly Option<string> _mode = new("--mode")
    {
        Description = "replace, merge or select, as for 'ocfl commit'.",
        HelpName = "MODE",
    };

    private readonly Option<string> _changes = new("--changes")
    {
        Description = "A file with changes to make, in order: a JSON array, see docs/http.md; - for the standard input.",
        HelpName = "FILE",
    };

    private readonly Option<string> _digest = new("--digest")
    {
        Description = "The digest algorithm: sha512 or sha256. An object that has another moves to it.",
        HelpName = "NAME",
    };

    private readonly Option<string> _ifVersion = new("--if-version")
    {
        Description = "Only if the object has this version, such as v2; v0 for an object that must not exist.",
        HelpName = "VERSION",
    };

    private readonly Option<string> _onFailure = new("--on-failure")
    {
        Description = "What to do about a fault that can be fixed, when the service has retried enough: hold the update (the default), or "
            + "revert it.",
        HelpName = "ACTION",
    };

    private readonly Option<string> _key = new("--idempotency-key")
    {
        Description = "The same key starts the same update once, however often the command runs.",
        HelpName = "TEXT",
    };

    private readonly Option<bool> _allowEmpty = new("--allow-empty") { Description = "Accept a source without files." };

    private readonly Option<bool> _wait = new("--wait")
    {
        Description = "Wait until it has finished, and report the version as 'ocfl commit' does. Exits with 2 if it fails or is held.",
    };

    private readonly Option<bool> _follow = new("--follow") { Description = "Show what happens, as 'ocfl follow' does." };
    private readonly Option<bool> _json = Arguments.Json();

    private UpdateCommand()
    {
    }

    public static ToolCommand Create(Terminal terminal)
    {
        UpdateCommand options = new();
        Command command = new(
            "update",
            "Start an update of a service: a new version of an object, from files that are uploaded, from a source of the service, or by "
                + "changes. It continues without this command, which returns when the service has accepted it.");
        options._sources.AddSources(command);
        foreach (Option option in (Option[])[
            options._service, options._id, options._message, options._user, options._address, options._directory, options._container,
            options._stage, options._request, options._mode, options._changes, options._digest, options._ifVersion, options._onFailure,
            options._key, options._allowEmpty, .. options._sources.All, options._wait, options._follow, options._json])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => options.RunAsync(terminal, parsed, cancellationToken));
        return new ToolCommand(
            command,
            [
                "ocfl update --id urn:example:1 -m 'First' --user Ann thesis --service https://archive.example.org",
                "ocfl update --id urn:example:1 -m 'Scans' --user Ann --directory scans/2026 --follow",
                "ocfl update --id urn:example:1 -m 'Tidied' --user Ann --changes changes.json --if-version v2 --wait",
                "ocfl update --request request.json --idempotency-key delivery-17",
            ]);
    }

    private async Task<int> RunAsync(Terminal terminal, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_wait) && parsed.GetValue(_follow))
        {
            throw new ToolException("--wait cannot be combined with --follow, which waits as well");
        }

        string? key = parsed.GetValue(_key);
        if (key is not null && (key.Length is 0 or > 255 || key.Any(character => character is <= ' ' or > '~')))
        {
            throw new ToolException("--idempotency-key", key, "must be 1 to 255 visible ASCII characters");
        }

        SourceRequest sources = _sources.Read(parsed);
        UpdateRequest request = parsed.GetValue(_request) is { } file
            ? await ReadRequestAsync(terminal, parsed, file, sources, cancellationToken).ConfigureAwait(false)
            : await CreateRequestAsync(terminal, parsed, sources, cancellationToken).ConfigureAwait(false);
        ServiceConnection service = ServiceConnection.Open(ServiceAddress.Read(parsed.GetValue(_service)));
        ServiceUpdate update = new(terminal, service);
        string id = await StartAsync(terminal, update, request, sources, key, cancellationToken).ConfigureAwait(false);
        bool isJson = parsed.GetValue(_json);
        if (parsed.GetValue(_wait))
        {
            await update.ReportAsync(id, isJson, cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        }

        if (parsed.GetValue(_follow))
        {
            return await new WorkFollower(terminal, service, isJson).FollowAsync(
                new ServiceWork(WorkKind.Update, id), cancellationToken).ConfigureAwait(false);
        }

        if (isJson)
        {
            Update started = await service.Client.GetAsync(id, cancellationToken).ConfigureAwait(false);
            terminal.WriteJson(started, ContractsJson.Relaxed.Update);
        }
        else
        {
            terminal.WriteLine($"update {Terminal.Show(id)} of {Terminal.Show(request.ObjectId)} has started; "
                + $"{service.Suggest("follow " + id)} shows it");
        }

        return ExitCode.Success;
    }

    private static async Task<string> StartAsync(
        Terminal terminal,
        ServiceUpdate update,
        UpdateRequest request,
        SourceRequest sources,
        string? key,
        CancellationToken cancellationToken)
    {
        if (sources.Sources.Count == 0)
        {
            return await update.StartAsync(request, key, cancellationToken).ConfigureAwait(false);
        }

        UpdateMode mode = request.Mode == OcflFunctions.Contracts.UpdateMode.Select ? UpdateMode.Select : UpdateMode.Replace;
        using OpenedSources opened = await OpenedSources.OpenAsync(
            terminal, sources, root: null, mode, ServiceUpdate.ConvertBack(request.Changes), cancellationToken).ConfigureAwait(false);
        return await update.UploadAsync(request, sources, opened, key, cancellationToken).ConfigureAwait(false);
    }

    private async Task<UpdateRequest> CreateRequestAsync(
        Terminal terminal, ParseResult parsed, SourceRequest sources, CancellationToken cancellationToken)
    {
        string id = parsed.GetValue(_id) ?? throw Missing(_id);
        ObjectLookup.RequireId(id);
        string? changesFile = parsed.GetValue(_changes);
        if (changesFile == SourceRequest.StandardInput && sources.Sources.Contains(SourceRequest.StandardInput, StringComparer.Ordinal))
        {
            throw new ToolException("--changes", changesFile, "cannot be the standard input, which is SOURCE");
        }

        UpdateSource? source = CreateSource(parsed, sources);
        string? digest = NewObjectArguments.ParseDigest(parsed.GetValue(_digest))?.Name;
        bool hasSource = source is not null || sources.Sources.Count > 0;
        if (!hasSource && changesFile is null && digest is null)
        {
            throw new ToolException("SOURCE is missing: without it, give --directory, --container, --stage-id, --changes or --digest");
        }

        IReadOnlyList<StateChange> changes = changesFile is null
            ? []
            : await ChangesFile.ReadAsync(terminal, changesFile, cancellationToken).ConfigureAwait(false);
        return new UpdateRequest
        {
            ObjectId = id,
            Source = source,
            Mode = CommitCommand.ParseServiceMode(parsed.GetValue(_mode), hasChanges: changesFile is not null, hasSource),
            AllowEmpty = parsed.GetValue(_allowEmpty),
            Changes = changesFile is not null || !hasSource ? ServiceUpdate.Convert(changes) : null,
            Fixity = sources.Fixity.Count == 0 ? null : [.. sources.Fixity.Select(algorithm => algorithm.Name)],
            Message = parsed.GetValue(_message) ?? throw Missing(_message),
            User = new UpdateUser(
                parsed.GetValue(_user) ?? throw Missing(_user),
                Arguments.ParseAddress(parsed.GetValue(_address))),
            ExpectedHead = parsed.GetValue(_ifVersion),
            DigestAlgorithm = digest,
            OnFailure = parsed.GetValue(_onFailure) is { } action
                ? Arguments.ParseWord("--on-failure", action, ("hold", FailureAction.Hold), ("revert", FailureAction.Revert))
                : FailureAction.Hold,
        };
    }

    /// <summary>A source of the service; null for one of this machine, or none.</summary>
    private UpdateSource? CreateSource(ParseResult parsed, SourceRequest sources)
    {
        Option<string>[] given = [.. ((Option<string>[])[_directory, _container, _stage]).Where(
            option => parsed.GetValue(option) is not null)];
        if (given is [{ } first, { } second, ..])
        {
            throw new ToolException($"{second.Name} cannot be combined with {first.Name}");
        }

        if (given.Length == 0)
        {
            return null;
        }

        if (sources.Sources is [string local, ..])
        {
            throw new ToolException("SOURCE", local, $"cannot be combined with {given[0].Name}");
        }

        string? container = parsed.GetValue(_container);
        int slash = container?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return new UpdateSource
        {
            Directory = parsed.GetValue(_directory),
            Container = slash < 0 ? container : container![..slash],
            Prefix = slash < 0 ? null : container![(slash + 1)..],
            Stage = parsed.GetValue(_stage),
        };
    }

    private async Task<UpdateRequest> ReadRequestAsync(
        Terminal terminal, ParseResult parsed, string file, SourceRequest sources, CancellationToken cancellationToken)
    {
        Option? other = Array.Find<Option>(
            [
                _id, _message, _user, _address, _directory, _container, _stage, _mode, _changes, _digest, _ifVersion, _onFailure,
                _allowEmpty,
            ],
            option => CommandDefaults.IsGiven(parsed, option.Name));
        if (other is not null || sources.Sources.Count > 0 || sources.Fixity.Count > 0)
        {
            string name = other?.Name ?? (sources.Sources.Count > 0 ? "SOURCE" : "--fixity");
            throw new ToolException("--request", file, $"is the whole request; it cannot be combined with {name}");
        }

        ArraySegment<byte> content = await InputFile.ReadTextAsync(
            "--request", file, MostMebibytes, terminal, cancellationToken).ConfigureAwait(false);
        try
        {
            // What the service would refuse is not left out silently.
            ContractsJson strict = new(new JsonSerializerOptions(ContractsJson.Relaxed.Options)
            {
                UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            });
            UpdateRequest request = JsonSerializer.Deserialize(content.AsSpan(), strict.UpdateRequest)
                ?? throw new ToolException("--request", file, "must be a JSON object, and is null");
            using JsonDocument document = JsonDocument.Parse(content);
            bool hasMode = document.RootElement.TryGetProperty("mode", out _);
            return hasMode || request.Changes is null ? request : request with { Mode = OcflFunctions.Contracts.UpdateMode.Select };
        }
        catch (JsonException fault)
        {
            throw new ToolException("--request", file, $"is not a request: {fault.Message.TrimEnd('.')}");
        }
    }

    private static ToolException Missing(Option option) => new($"{option.Name} is missing. See 'ocfl update --help'.");
}
