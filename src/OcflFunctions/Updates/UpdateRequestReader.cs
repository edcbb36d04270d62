using System.Globalization;
using System.Text.Json;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Sources;
using StateChange = OcflFunctions.Contracts.StateChange;
using StateChangeKind = Ocfl.Staging.StateChangeKind;
using UpdateMode = OcflFunctions.Contracts.UpdateMode;

namespace OcflFunctions.Updates;

/// <summary>Reads the body of <c>POST /api/updates</c>: its form, without a look at any storage.</summary>
internal sealed class UpdateRequestReader
{
    private const int MostIdBytes = RequestFields.MostIdBytes;
    private const int MostTextBytes = 16 * 1024;
    private const int MostPathBytes = 4096;

    // Patterns go through the engine with the request.
    private const int MostPatterns = 32;
    private const int MostPatternBytes = 256;

    // They pass through the engine with the request.
    private const int MostChanges = 1000;

    private readonly RequestFields _fields = new([]);

    private UpdateRequestReader()
    {
    }

    /// <summary>Reads a request.</summary>
    /// <exception cref="ProblemException">Something is wrong with it; the problem names all of it.</exception>
    public static UpdateRequest Read(JsonElement body)
    {
        UpdateRequestReader reader = new();
        UpdateRequest? request = reader.ReadBody(body);
        reader._fields.ThrowIfWrong();
        return request!;
    }

    private UpdateRequest? ReadBody(JsonElement body)
    {
        ReadOnlySpan<string> known =
            [
                "objectId",
                "message",
                "user",
                "source",
                "changes",
                "mode",
                "allowEmpty",
                "expectedHead",
                "digestAlgorithm",
                "fixity",
                "onFailure",
            ];
        if (_fields.Members(body, "", known) is not { } members)
        {
            return null;
        }

        string? objectId = _fields.Required(members, "", "objectId", MostIdBytes);
        UpdateRequest request = new()
        {
            ObjectId = objectId ?? "",
            Source = ReadSource(members),
            Changes = ReadChanges(members),
            Mode = ReadMode(members),
            AllowEmpty = _fields.Flag(members, "", "allowEmpty") ?? false,
            Message = _fields.Optional(members, "", "message", MostTextBytes, allowLines: true),
            User = ReadUser(members),
            ExpectedHead = ReadExpectedHead(members),
            DigestAlgorithm = ReadDigestAlgorithm(members),
            Fixity = ReadFixity(members),
            OnFailure = ReadFailureAction(members),
        };
        return request;
    }

    private UpdateSource? ReadSource(Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("source", out JsonElement value))
        {
            if (!members.ContainsKey("changes"))
            {
                _fields.Refuse(ProblemKind.MissingField, "source", "The field 'source' is required, unless there are 'changes'.");
            }

            return null;
        }

        if (_fields.Members(value, "source", "directory", "container", "prefix", "include", "exclude") is not { } source)
        {
            return null;
        }

        RequireOnePlace(source);
        return new UpdateSource
        {
            Directory = source.ContainsKey("directory") ? _fields.Required(source, "source", "directory", MostPathBytes) : null,
            Container = source.ContainsKey("container") ? _fields.Required(source, "source", "container", MostPathBytes) : null,
            Prefix = ReadPrefix(source),
            Include = ReadInclude(source),
            Exclude = ReadPatterns(source, "exclude") is { Count: > 0 } exclude ? exclude : null,
        };
    }

    private void RequireOnePlace(Dictionary<string, JsonElement> source)
    {
        bool hasDirectory = source.ContainsKey("directory");
        bool hasContainer = source.ContainsKey("container");
        if (hasDirectory && hasContainer)
        {
            _fields.Refuse(
                ProblemKind.ConflictingFields,
                "source.container",
                "'source' has both 'directory' and 'container'; it must have one of them.");
        }
        else if (source.ContainsKey("prefix") && !hasContainer)
        {
            ProblemKind kind = hasDirectory ? ProblemKind.ConflictingFields : ProblemKind.MissingField;
            _fields.Refuse(kind, hasDirectory ? "source.prefix" : "source.container", "'source.prefix' is a path in a 'source.container'.");
        }
        else if (!hasDirectory && !hasContainer)
        {
            _fields.Refuse(ProblemKind.MissingField, "source", "'source' must have 'directory' or 'container'.");
        }
    }

    private string? ReadPrefix(Dictionary<string, JsonElement> source)
    {
        string? prefix = _fields.Optional(source, "source", "prefix", MostPathBytes);
        if (prefix is null or "")
        {
            return null;
        }

        // A folder's path is often written so.
        string path = prefix.EndsWith('/') ? prefix[..^1] : prefix;
        if (!StoragePath.IsValid(path))
        {
            _fields.Refuse(
                ProblemKind.InvalidPrefix,
                "source.prefix",
                $"'{prefix}' is no path in a container: no slash in front, and no name that is empty, '.' or '..'.");
        }

        return path;
    }

    private IReadOnlyList<string>? ReadInclude(Dictionary<string, JsonElement> source)
    {
        IReadOnlyList<string>? include = ReadPatterns(source, "include");
        if (include is { Count: 0 })
        {
            _fields.Refuse(ProblemKind.EmptyValue, "source.include", "'source.include' must not be empty; leave it out to take all files.");
        }

        return include;
    }

    private IReadOnlyList<string>? ReadPatterns(Dictionary<string, JsonElement> source, string name) => _fields.Texts(
        source, "source", name, MostPatterns, MostPatternBytes, text => GlobPattern.TryParse(text, out _, out string? problem)
            ? null
            : (ProblemKind.InvalidPattern, problem));

    private UpdateUser? ReadUser(Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("user", out JsonElement value) || _fields.Members(value, "user", "name", "address") is not { } user)
        {
            return null;
        }

        string name = _fields.Required(user, "user", "name", MostIdBytes) ?? "";
        string? address = _fields.Optional(user, "user", "address", MostIdBytes);
        if (address is not null && !UriSyntax.IsUri(address))
        {
            _fields.Refuse(
                ProblemKind.InvalidAddress,
                "user.address",
                $"'{address}' is not an absolute URI, such as mailto:ada@example.org or https://orcid.org/0000-0002-1825-0097.");
        }

        return new UpdateUser(name, address);
    }

    private UpdateMode ReadMode(Dictionary<string, JsonElement> members)
    {
        bool hasChanges = members.ContainsKey("changes");
        if (members.ContainsKey("mode") && !members.ContainsKey("source") && hasChanges)
        {
            _fields.Refuse(ProblemKind.InvalidMode, "mode", "'mode' says what becomes of the source's files, and there is no 'source'.");
        }

        (string, UpdateMode)[] modes = [("replace", UpdateMode.Replace), ("merge", UpdateMode.Merge), ("select", UpdateMode.Select)];
        return !members.ContainsKey("mode") && hasChanges
            ? UpdateMode.Select
            : ReadChoice(members, "mode", ProblemKind.InvalidMode, "mode", modes);
    }

    private List<StateChange>? ReadChanges(Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("changes", out JsonElement list) || !_fields.IsList(list, "changes", MostChanges))
        {
            return null;
        }

        List<StateChange> changes = [];
        foreach (JsonElement change in list.EnumerateArray())
        {
            ReadChange(change, string.Create(CultureInfo.InvariantCulture, $"changes[{changes.Count}]"), changes);
        }

        return changes;
    }

    private void ReadChange(JsonElement value, string field, List<StateChange> changes)
    {
        StateChangeKind kind = default;
        Dictionary<string, JsonElement>? change = _fields.Members(value, field, "op", "path", "from", "to", "version", "content");
        string? op = change is null ? null : _fields.Required(change, field, "op", MostIdBytes);
        if (op is not null && !Ocfl.Staging.StateChange.TryGetKind(op, out kind))
        {
            _fields.Refuse(
                ProblemKind.InvalidChange,
                field + ".op",
                $"'{op}' is no change; there are: {string.Join(", ", Ocfl.Staging.StateChange.Operations)}.");
            op = null;
        }

        IReadOnlyList<string> needed = Ocfl.Staging.StateChange.RequiredFields(kind);
        IReadOnlyList<string> allowed = Ocfl.Staging.StateChange.OptionalFields(kind);
        string? Text(string name)
        {
            if (op is null)
            {
                return null;
            }

            if (!needed.Contains(name, StringComparer.Ordinal)
                && !allowed.Contains(name, StringComparer.Ordinal)
                && change!.ContainsKey(name))
            {
                _fields.Refuse(
                    ProblemKind.UnknownField,
                    $"{field}.{name}",
                    $"The change '{op}' has no field '{name}'; it has: {string.Join(", ", [.. needed, .. allowed])}.");
            }

            return needed.Contains(name, StringComparer.Ordinal) || change!.ContainsKey(name)
                ? _fields.Required(change!, field, name, MostPathBytes)
                : null;
        }

        changes.Add(new StateChange
        {
            Kind = kind.ToContract(),
            Path = Text("path"),
            From = Text("from"),
            To = Text("to"),
            Version = Text("version"),
            Content = Text("content"),
        });
        if (changes[^1].Version is { } version && !VersionNumber.TryParse(version, out _))
        {
            _fields.Refuse(ProblemKind.InvalidVersion, field + ".version", $"'{version}' is not a version number such as v1 or v0001.");
        }
    }

    private IReadOnlyList<string>? ReadFixity(Dictionary<string, JsonElement> members) => _fields.Texts(
        members, "", "fixity", DigestAlgorithm.All.Count, MostIdBytes, name => DigestAlgorithm.TryGet(name, out _)
            ? null
            : (ProblemKind.UnknownDigestAlgorithm, $"is '{name}', which is no digest algorithm; there are: "
                + $"{string.Join(", ", DigestAlgorithm.All)}"));

    private FailureAction ReadFailureAction(Dictionary<string, JsonElement> members) => ReadChoice(
        members,
        "onFailure",
        ProblemKind.InvalidFailureAction,
        "action on failure",
        ("hold", FailureAction.Hold),
        ("revert", FailureAction.Revert));

    /// <summary>One of a few words; the first when there is none.</summary>
    private T ReadChoice<T>(
        Dictionary<string, JsonElement> members, string field, ProblemKind problem, string noun, params (string Word, T Value)[] choices)
    {
        string? word = _fields.Optional(members, "", field, MostIdBytes);
        int choice = word is null ? 0 : Array.FindIndex(choices, candidate => candidate.Word == word);
        if (choice < 0)
        {
            _fields.Refuse(
                problem, field, $"'{word}' is no {noun}; there are: {string.Join(", ", choices.Select(candidate => candidate.Word))}.");
        }

        return choices[Math.Max(choice, 0)].Value;
    }

    private string? ReadExpectedHead(Dictionary<string, JsonElement> members)
    {
        string? head = _fields.Optional(members, "", "expectedHead", MostIdBytes);
        if (head is not null and not UpdateRequest.NoHead && !VersionNumber.TryParse(head, out _))
        {
            _fields.Refuse(
                ProblemKind.InvalidVersion,
                "expectedHead",
                $"'{head}' is not a version number such as v1 or v0001, and not {UpdateRequest.NoHead} for an object that must not exist.");
        }

        return head;
    }

    private string? ReadDigestAlgorithm(Dictionary<string, JsonElement> members)
    {
        string? name = _fields.Optional(members, "", "digestAlgorithm", MostIdBytes);
        if (name is not null && !(DigestAlgorithm.TryGet(name, out DigestAlgorithm? algorithm) && algorithm.IsForInventories))
        {
            _fields.Refuse(
                ProblemKind.UnknownDigestAlgorithm,
                "digestAlgorithm",
                $"'{name}' cannot be an object's digest algorithm; sha512 and sha256 can (OCFL 1.1, section 3.5.1).");
        }

        return name;
    }
}
