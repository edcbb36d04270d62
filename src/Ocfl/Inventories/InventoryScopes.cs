using System.Text;
using System.Text.Json;
using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>Takes the tokens of an inventory one by one. The meaning of a token follows from its place, the stack of scopes.</summary>
internal sealed class InventoryScopes
{
    private readonly InventoryTexts _texts;
    private readonly IReadOnlyDictionary<string, DigestMap> _knownStates;
    private readonly InventoryDocument _document;
    private readonly FindingNotes _notes;
    private readonly InventoryBounds _bounds;
    private readonly InventoryPlace _place;
    private readonly InventoryTextReader _text;
    private readonly InventoryValueRules _rules;
    private readonly InventoryKeys _keys;
    private readonly DigestMapBuilder _sets;
    private readonly SkippedValues _skipped;

    public InventoryScopes(InventoryParserContext context, InventoryDocument document, FindingNotes notes, InventoryBounds bounds)
    {
        _texts = context.Texts;
        _knownStates = context.KnownStates;
        _document = document;
        _notes = notes;
        _bounds = bounds;
        _place = new(_texts, notes);
        _text = new(_place, bounds);
        _rules = new(document, _texts, _place, bounds);
        _keys = new(document, _place, bounds);
        _sets = new(_texts, bounds);
        _skipped = new(_place, _text, bounds);
    }

    /// <summary>Takes the next token.</summary>
    public void OnToken(ref Utf8JsonReader reader)
    {
        int length = reader.ValueSpan.Length;
        if (_place.IsSkipping)
        {
            _skipped.OnToken(ref reader);
        }
        else
        {
            OnTokenOfScope(ref reader);
        }

        if (!_bounds.IsStopped)
        {
            _bounds.Check(length, reader.TokenType == JsonTokenType.EndObject, _sets.Pool);
        }
    }

    /// <summary>Clears what is left of a set that was not completed; to be called after the last token.</summary>
    public void Close() => _sets.Clear();

    private void OnTokenOfScope(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                OnName(ref reader);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                OnEnd();
                break;
            default:
                OnValue(ref reader);
                break;
        }
    }

    // ---- Names -------------------------------------------------------------------------------------------------------

    private void OnName(ref Utf8JsonReader reader)
    {
        // Until it is read, the name is unknown, and not that of the member before.
        ref InventoryFrame frame = ref _place.Frame;
        frame.Key = "";
        frame.Digest = DigestTable.None;
        frame.IsKnown = false;
        if (!_text.TryRead(ref reader, out ReadOnlySpan<byte> name))
        {
            name = "\uFFFD"u8;
        }

        switch (frame.Scope)
        {
            case InventoryScope.Manifest or InventoryScope.State or InventoryScope.FixityBlock:
                frame.Digest = _texts.Digests.Intern(name);
                _sets.OnDigest(frame.Digest);
                _rules.OnDigest(frame.Digest);
                break;
            case InventoryScope.Versions:
                _keys.OnVersion(Encoding.UTF8.GetString(name));
                break;
            case InventoryScope.Fixity:
                _keys.OnFixityAlgorithm(Encoding.UTF8.GetString(name));
                break;
            default:
                _keys.OnMember(Encoding.UTF8.GetString(name));
                break;
        }
    }

    // ---- Values ------------------------------------------------------------------------------------------------------

    private void OnValue(ref Utf8JsonReader reader)
    {
        switch (_place.Frame.Scope)
        {
            case InventoryScope.Document:
                Enter(ref reader, InventoryScope.Inventory, FindingCodes.E033, "The inventory must be a JSON object.");
                break;
            case InventoryScope.Inventory when _place.Frame.IsKnown:
                OnInventoryValue(ref reader);
                break;
            case InventoryScope.Manifest:
                Enter(
                    ref reader,
                    InventoryScope.Paths,
                    FindingCodes.E092,
                    "The value of a digest in the manifest must be an array of content paths.");
                break;
            case InventoryScope.State:
                Enter(
                    ref reader,
                    InventoryScope.Paths,
                    FindingCodes.E051,
                    "The value of a digest in a state must be an array of logical paths.");
                break;
            case InventoryScope.FixityBlock:
                Enter(
                    ref reader,
                    InventoryScope.Paths,
                    FindingCodes.E057,
                    "The value of a digest in a fixity block must be an array of content paths.");
                break;
            case InventoryScope.Versions:
                Enter(
                    ref reader,
                    InventoryScope.Version,
                    FindingCodes.E047,
                    "The value of a version's key must be a JSON object that describes the version.");
                break;
            case InventoryScope.Version when _place.Frame.IsKnown:
                OnVersionValue(ref reader);
                break;
            case InventoryScope.User when _place.Frame.IsKnown:
                OnUserValue(ref reader);
                break;
            case InventoryScope.Fixity:
                Enter(
                    ref reader,
                    InventoryScope.FixityBlock,
                    FindingCodes.E057,
                    "The value of an algorithm in the fixity block must be a JSON object of digests and content paths.");
                break;
            case InventoryScope.Paths:
                OnPath(ref reader);
                break;
            default:
                _skipped.OnValue(ref reader);
                break;
        }
    }

    private void OnInventoryValue(ref Utf8JsonReader reader)
    {
        switch (_place.Frame.Key)
        {
            case "id":
                _document.Id = Text(ref reader, FindingCodes.E037, "The id must be a string that is not empty.", allowEmpty: false);
                break;
            case "type":
                _rules.OnType(Text(ref reader, FindingCodes.E038, "The type must be a URI, such as https://ocfl.io/1.1/spec/#inventory."));
                break;
            case "digestAlgorithm":
                _rules.OnDigestAlgorithm(Text(ref reader, FindingCodes.E025, "The digest algorithm must be 'sha512' or 'sha256'."));
                break;
            case "head":
                _rules.OnHead(
                    Text(ref reader, FindingCodes.E040, "The head must be the name of the newest version's directory, such as v1."));
                break;
            case "contentDirectory":
                _rules.OnContentDirectory(Text(ref reader, FindingCodes.E033, "The content directory must be a string."));
                break;
            case "manifest":
                Enter(ref reader, InventoryScope.Manifest, FindingCodes.E106, "The manifest must be a JSON object.");
                break;
            case "versions":
                Enter(ref reader, InventoryScope.Versions, FindingCodes.E045, "The versions must be a JSON object.");
                break;
            default:
                Enter(ref reader, InventoryScope.Fixity, FindingCodes.E111, "The fixity block must be a JSON object.");
                break;
        }
    }

    private void OnVersionValue(ref Utf8JsonReader reader)
    {
        VersionDocument version = _place.Version!;
        switch (_place.Frame.Key)
        {
            case "created":
                _rules.OnCreated(
                    Text(
                        ref reader,
                        FindingCodes.E049,
                        "The time of creation must be a string in the format of RFC 3339, such as 2026-08-01T12:00:00Z."));
                break;
            case "state":
                Enter(ref reader, InventoryScope.State, FindingCodes.E050, "The state must be a JSON object of digests and logical paths.");
                break;
            case "message":
                version.HasMessage = true;
                version.Message = Text(ref reader, FindingCodes.E094, "The message must be a string.");
                break;
            default:
                version.HasUser = true;
                Enter(ref reader, InventoryScope.User, FindingCodes.E054, "The user must be a JSON object with a name.");
                break;
        }
    }

    private void OnUserValue(ref Utf8JsonReader reader)
    {
        if (_place.Frame.Key == "name")
        {
            _place.Version!.UserName = Text(
                ref reader, FindingCodes.E054, "The user's name must be a string that is not empty.", allowEmpty: false);
        }
        else
        {
            _place.Version!.UserAddress = Text(ref reader, FindingCodes.E033, "The user's address must be a string.");
        }
    }

    private string? Text(ref Utf8JsonReader reader, FindingCode code, string rule, bool allowEmpty = true)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return _text.ReadMember(ref reader, code, rule, allowEmpty);
        }

        _place.NoteKind(code, rule, reader.TokenType);
        _skipped.OnValue(ref reader);
        return null;
    }

    private void OnPath(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            FindingCode code = _place.Frame.Parent switch
            {
                InventoryScope.Manifest => FindingCodes.E092,
                InventoryScope.State => FindingCodes.E051,
                _ => FindingCodes.E057,
            };
            _place.Note(code, $"A path must be a string, not {InventoryPlace.Kind(reader.TokenType)}.");
            _skipped.OnValue(ref reader);
        }
        else if (_text.TryRead(ref reader, out ReadOnlySpan<byte> text))
        {
            _sets.AddPath(_rules.OnPath(text));
            _place.PathIndex++;
        }
    }

    // ---- Scopes ------------------------------------------------------------------------------------------------------

    private void Enter(ref Utf8JsonReader reader, InventoryScope scope, FindingCode code, string rule)
    {
        JsonTokenType expected = scope == InventoryScope.Paths ? JsonTokenType.StartArray : JsonTokenType.StartObject;
        if (reader.TokenType != expected)
        {
            _place.NoteKind(code, rule, reader.TokenType);
            _skipped.OnValue(ref reader);
            OnWrongKind(scope);
            return;
        }

        _document.HasVersions |= scope == InventoryScope.Versions;
        if (scope == InventoryScope.Version)
        {
            _document.Versions.Add(_place.Version!);
        }

        _place.Enter(scope);
    }

    /// <summary>Keeps the name of a member whose value is of the wrong kind, so that it is not also reported as missing.</summary>
    private void OnWrongKind(InventoryScope scope)
    {
        switch (scope)
        {
            case InventoryScope.Inventory:
                _bounds.Stop();
                break;
            case InventoryScope.Version:
                _document.Versions.Add(_place.Version!);
                _place.Version = null;
                break;
            case InventoryScope.Paths:
                _sets.AddEntry(_place.Frame.Digest);
                break;
        }
    }

    private void OnEnd()
    {
        InventoryFrame ended = _place.Leave();
        switch (ended.Scope)
        {
            case InventoryScope.Paths:
                _sets.AddEntry(_place.Frame.Digest);
                break;
            case InventoryScope.Manifest:
                _document.Manifest = _sets.Take(known: null);
                break;
            case InventoryScope.State:
                _place.Version!.State = _sets.Take(_knownStates.GetValueOrDefault(_place.Version.Key));
                break;
            case InventoryScope.FixityBlock:
                _document.Fixity.Add(new(_place.Frame.Key, _sets.Take(known: null)));
                break;
            case InventoryScope.User:
                InventoryMembers.RequireUserMembers(ended.Seen, _notes, _place.Pointer(), _place.Version!);
                break;
            case InventoryScope.Version:
                InventoryMembers.RequireVersionMembers(ended.Seen, _notes, _place.Pointer(), _place.Version!);
                _place.Version = null;
                break;
            case InventoryScope.Inventory:
                InventoryMembers.RequireInventoryMembers(ended.Seen, _notes);
                _document.IsComplete = true;
                break;
        }
    }
}
