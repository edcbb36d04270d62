using System.Text.Json;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Sources;
using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using StateChange = OcflFunctions.Contracts.StateChange;
using UpdateMode = OcflFunctions.Contracts.UpdateMode;

namespace OcflFunctions.Updates;

/// <summary>Reads the body of <c>POST /api/updates</c>: its form, without access to any storage.</summary>
internal sealed class UpdateRequestReader
{
    private const int MostIdBytes = RequestFields.MostIdBytes;
    private const int MostTextBytes = 16 * 1024;
    private const int MostPathBytes = 4096;

    // Patterns and changes go through the engine with the request.
    private const int MostPatterns = 32;
    private const int MostPatternBytes = 256;
    private const int MostChanges = 1000;

    private static readonly string ObjectId = RequestFields.NameOf(nameof(UpdateRequest.ObjectId));
    private static readonly string Source = RequestFields.NameOf(nameof(UpdateRequest.Source));
    private static readonly string Changes = RequestFields.NameOf(nameof(UpdateRequest.Changes));
    private static readonly string Mode = RequestFields.NameOf(nameof(UpdateRequest.Mode));
    private static readonly string User = RequestFields.NameOf(nameof(UpdateRequest.User));
    private static readonly string DigestAlgorithmName = RequestFields.NameOf(nameof(UpdateRequest.DigestAlgorithm));
    private static readonly string Directory = RequestFields.NameOf(nameof(UpdateSource.Directory));
    private static readonly string Container = RequestFields.NameOf(nameof(UpdateSource.Container));
    private static readonly string Stage = RequestFields.NameOf(nameof(UpdateSource.Stage));
    private static readonly string Include = RequestFields.NameOf(nameof(UpdateSource.Include));

    private readonly RequestFields _fields = new([]);
    private readonly SourceDigestsReader _verified;

    private UpdateRequestReader() => _verified = new SourceDigestsReader(_fields, Source);

    /// <summary>Reads a request.</summary>
    /// <exception cref="ProblemException">Something is wrong with it; the problem lists all of it.</exception>
    public static UpdateRequest Read(JsonElement body)
    {
        UpdateRequestReader reader = new();
        UpdateRequest? request = reader.ReadBody(body);
        reader._fields.ThrowIfWrong();
        return request!;
    }

    private UpdateRequest? ReadBody(JsonElement body)
    {
        if (_fields.Members(body, "", ContractsJson.Default.UpdateRequest) is not { } members)
        {
            return null;
        }

        string? objectId = _fields.Required(members, "", ObjectId, MostIdBytes);
        UpdateRequest request = new()
        {
            ObjectId = objectId ?? "",
            Source = ReadSource(members),
            Changes = ReadChanges(members),
            Mode = ReadMode(members),
            AllowEmpty = _fields.Flag(members, "", RequestFields.NameOf(nameof(UpdateRequest.AllowEmpty))) ?? false,
            Message = _fields.Optional(
                members, "", RequestFields.NameOf(nameof(UpdateRequest.Message)), MostTextBytes, allowLines: true),
            User = _fields.User(members, User),
            ExpectedHead = Updates.ExpectedHead.Read(_fields, members),
            DigestAlgorithm = ReadDigestAlgorithm(members),
            Fixity = ReadFixity(members),
            OnFailure = ReadFailureAction(members),
            Created = ReadCreated(members),
        };
        return request;
    }

    private UpdateSource? ReadSource(Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue(Source, out JsonElement value))
        {
            if (!members.ContainsKey(Changes))
            {
                _fields.Refuse(ProblemKind.MissingField, Source, $"The field '{Source}' is required, unless there are '{Changes}'.");
            }

            return null;
        }

        if (_fields.Members(value, Source, ContractsJson.Default.UpdateSource) is not { } source)
        {
            return null;
        }

        SourcePlaceReader places = new(_fields, Source);
        places.RequireOne(source, Directory, Container, Stage);
        return new UpdateSource
        {
            Directory = places.ReadPlace(source, Directory),
            Container = places.ReadPlace(source, Container),
            Prefix = places.ReadPrefix(source),
            Stage = source.ContainsKey(Stage) ? _fields.Required(source, Source, Stage, MostIdBytes) : null,
            Include = ReadInclude(source),
            Exclude = ReadPatterns(source, RequestFields.NameOf(nameof(UpdateSource.Exclude))) is { Count: > 0 } exclude ? exclude : null,
            Bag = _verified.ReadBag(source),
            BagTags = _verified.ReadBagTags(source),
            Digests = _verified.ReadDigests(source),
        };
    }

    private IReadOnlyList<string>? ReadInclude(Dictionary<string, JsonElement> source)
    {
        IReadOnlyList<string>? include = ReadPatterns(source, Include);
        if (include is { Count: 0 })
        {
            _fields.Refuse(
                ProblemKind.EmptyValue,
                RequestFields.Join(Source, Include),
                $"'{Source}.{Include}' must not be empty; leave it out to take all files.");
        }

        return include;
    }

    private IReadOnlyList<string>? ReadPatterns(Dictionary<string, JsonElement> source, string name) => _fields.Texts(
        source, Source, name, MostPatterns, MostPatternBytes, text => GlobPattern.TryParse(text, out _, out string? problem)
            ? null
            : (ProblemKind.InvalidPattern, problem));

    private UpdateMode ReadMode(Dictionary<string, JsonElement> members)
    {
        bool hasChanges = members.ContainsKey(Changes);
        if (members.ContainsKey(Mode) && !members.ContainsKey(Source) && hasChanges)
        {
            _fields.Refuse(
                ProblemKind.InvalidMode, Mode, $"'{Mode}' is about the source's files, and there is no '{Source}'.");
        }

        (string, UpdateMode)[] modes = [("replace", UpdateMode.Replace), ("merge", UpdateMode.Merge), ("select", UpdateMode.Select)];
        return !members.ContainsKey(Mode) && hasChanges
            ? UpdateMode.Select
            : _fields.Choice(members, Mode, ProblemKind.InvalidMode, "mode", modes);
    }

    private IReadOnlyList<StateChange>? ReadChanges(Dictionary<string, JsonElement> members) =>
        members.TryGetValue(Changes, out JsonElement list) && _fields.IsList(list, Changes, MostChanges)
            ? [.. StateChangeReader.Read(list, Changes, Refuse, (field, text) => _fields.IsText(text, field, MostPathBytes)).Select(
                change => change.ToContract())]
            : null;

    private void Refuse(StateChangeFault fault)
    {
        ProblemKind kind = fault.Kind switch
        {
            StateChangeFaultKind.WrongType => ProblemKind.WrongType,
            StateChangeFaultKind.UnknownField => ProblemKind.UnknownField,
            StateChangeFaultKind.MissingField => ProblemKind.MissingField,
            StateChangeFaultKind.EmptyValue => ProblemKind.EmptyValue,
            StateChangeFaultKind.InvalidText => ProblemKind.InvalidText,
            StateChangeFaultKind.InvalidVersion => ProblemKind.InvalidVersion,
            _ => ProblemKind.InvalidChange,
        };
        _fields.Refuse(kind, fault.Field, $"{fault.Field}: {fault.Rule}.");
    }

    private IReadOnlyList<string>? ReadFixity(Dictionary<string, JsonElement> members) => _fields.Texts(
        members,
        "",
        RequestFields.NameOf(nameof(UpdateRequest.Fixity)),
        DigestAlgorithm.All.Count,
        MostIdBytes,
        name => DigestAlgorithm.TryGet(name, out _)
            ? null
            : (ProblemKind.UnknownDigestAlgorithm, $"is '{name}', which is not a digest algorithm; there are: "
                + $"{string.Join(", ", DigestAlgorithm.All)}"));

    private FailureAction ReadFailureAction(Dictionary<string, JsonElement> members) => _fields.Choice(
        members,
        RequestFields.NameOf(nameof(UpdateRequest.OnFailure)),
        ProblemKind.InvalidFailureAction,
        "failure action",
        ("hold", FailureAction.Hold),
        ("revert", FailureAction.Revert));

    private DateTimeOffset? ReadCreated(Dictionary<string, JsonElement> members)
    {
        string field = RequestFields.NameOf(nameof(UpdateRequest.Created));
        string? text = _fields.Optional(members, "", field, MostIdBytes);
        if (text is null)
        {
            return null;
        }

        if (InventoryTimestamp.TryParse(text, out InventoryTimestamp created))
        {
            return created.Value;
        }

        _fields.Refuse(
            ProblemKind.InvalidTime,
            field,
            $"'{text}' is not a date and time with seconds and an offset (RFC 3339), such as 1999-12-31T23:59:59+01:00.");
        return null;
    }

    private string? ReadDigestAlgorithm(Dictionary<string, JsonElement> members)
    {
        string? name = _fields.Optional(members, "", DigestAlgorithmName, MostIdBytes);
        if (name is not null && !(DigestAlgorithm.TryGet(name, out DigestAlgorithm? algorithm) && algorithm.IsForInventories))
        {
            _fields.Refuse(
                ProblemKind.UnknownDigestAlgorithm,
                DigestAlgorithmName,
                $"'{name}' cannot be an object's digest algorithm; sha512 and sha256 can (OCFL 1.1, section 3.5.1).");
        }

        return name;
    }
}
