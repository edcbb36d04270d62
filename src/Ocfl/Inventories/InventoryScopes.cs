using System.Globalization;
using System.Text;
using System.Text.Json;
using Ocfl.Digests;
using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>Takes the tokens of an inventory one by one. What a token means follows from where it is: the stack of scopes.</summary>
internal sealed class InventoryScopes
{
    private const int VersionOverhead = 400;
    private const int BlockOverhead = 512;
    private const int MaxFixityBlocks = 10_000;

    private readonly InventoryTexts _texts;
    private readonly IReadOnlyDictionary<string, DigestMap> _knownStates;
    private readonly InventoryDocument _document;
    private readonly FindingNotes _notes;
    private readonly InventoryBounds _bounds;
    private readonly InventoryPlace _place;
    private readonly InventoryTextReader _text;
    private readonly InventoryValueRules _rules;
    private readonly EntryPool _pool = new();
    private readonly HashSet<string> _versionKeys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fixityKeys = new(StringComparer.Ordinal);
    private readonly SkippedValues _skipped;
    private int _setStart;
    private int _setPathStart;
    private int _lastDigest;

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
            _bounds.Check(length, reader.TokenType == JsonTokenType.EndObject, _pool);
        }
    }

    /// <summary>Takes the marks of a set away that did not come to its end; to be called after the last token.</summary>
    public void Close() => ClearSet();

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
        // Until it is read, it is unknown, and not the name before it.
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
                _lastDigest = frame.Digest;
                _rules.OnDigest(frame.Digest);
                break;
            case InventoryScope.Versions:
                OnVersionKey(Encoding.UTF8.GetString(name));
                break;
            case InventoryScope.Fixity:
                OnFixityKey(Encoding.UTF8.GetString(name));
                break;
            default:
                OnMember(Encoding.UTF8.GetString(name));
                break;
        }
    }

    private void OnVersionKey(string key)
    {
        _place.Frame.Key = key;
        if (!_versionKeys.Add(key))
        {
            _place.NoteDuplicate(key);
        }

        bool isNumber = VersionNumber.TryParse(key, out VersionNumber number);
        if (!isNumber)
        {
            string shown = FindingNotes.Show(key);
            _place.Note(
                FindingCodes.E046, $"The version key {shown} is not the name of a version directory; it must be 'v' and a number, such as v1.", key);
            _place.Note(
                key.StartsWith('v') ? FindingCodes.E105 : FindingCodes.E104, $"The version key {shown} must be 'v' followed by a positive decimal number.", key);
        }

        _place.Version = new(key, isNumber ? number : null);
        _bounds.Take(VersionOverhead + (key.Length * sizeof(char)));
    }

    private void OnFixityKey(string key)
    {
        _place.Frame.Key = key;
        if (!_fixityKeys.Add(key))
        {
            _place.NoteDuplicate(key);
        }

        _bounds.Take((key.Length * sizeof(char)) + BlockOverhead);
        if (_fixityKeys.Count > MaxFixityBlocks)
        {
            _bounds.StopAtLimit(string.Create(CultureInfo.InvariantCulture, $"it has more than {MaxFixityBlocks} fixity algorithms"));
        }

        if (!DigestAlgorithm.TryGet(key, out _))
        {
            _document.AddUnknownFixity(key);
        }
    }

    private void OnMember(string name)
    {
        ref InventoryFrame frame = ref _place.Frame;
        string[] known = frame.Scope switch
        {
            InventoryScope.Inventory => InventoryMembers.Inventory,
            InventoryScope.Version => InventoryMembers.Version,
            _ => InventoryMembers.User,
        };
        frame.Key = name;
        int member = Array.IndexOf(known, name);
        if (member < 0)
        {
            OnUnknownMember(name);
            return;
        }

        frame.IsKnown = true;
        if ((frame.Seen & (1 << member)) != 0)
        {
            _place.NoteDuplicate(name);
        }

        frame.Seen |= 1 << member;
    }

    private void OnUnknownMember(string name)
    {
        ref InventoryFrame frame = ref _place.Frame;
        _bounds.Take((name.Length * sizeof(char)) + SkippedValues.KeyOverhead);
        if (!(frame.UnknownKeys ??= new(StringComparer.Ordinal)).Add(name))
        {
            _place.NoteDuplicate(name);
        }

        _place.Note(
            FindingCodes.E102, $"The key {FindingNotes.Show(name)} is not one that the specification describes; an inventory must have no other.");
        if (frame.Scope == InventoryScope.Inventory && name.Equals("versions", StringComparison.OrdinalIgnoreCase))
        {
            _place.Note(FindingCodes.E044, $"The block of versions must have the key 'versions', not {FindingNotes.Show(name)}.");
        }
        else if (frame.Scope == InventoryScope.Inventory && name.Equals("fixity", StringComparison.OrdinalIgnoreCase))
        {
            _place.Note(FindingCodes.E055, $"The block of fixity values must have the key 'fixity', not {FindingNotes.Show(name)}.");
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
                Enter(ref reader, InventoryScope.Paths, FindingCodes.E092, "The value of a digest in the manifest must be an array of content paths.");
                break;
            case InventoryScope.State:
                Enter(ref reader, InventoryScope.Paths, FindingCodes.E051, "The value of a digest in a state must be an array of logical paths.");
                break;
            case InventoryScope.FixityBlock:
                Enter(
                    ref reader, InventoryScope.Paths, FindingCodes.E057, "The value of a digest in a fixity block must be an array of content paths.");
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
                _document.Id = Text(ref reader, FindingCodes.E037, "The id must be a text that is not empty.", allowEmpty: false);
                break;
            case "type":
                _rules.OnType(Text(ref reader, FindingCodes.E038, "The type must be a URI, such as https://ocfl.io/1.1/spec/#inventory."));
                break;
            case "digestAlgorithm":
                _rules.OnDigestAlgorithm(Text(ref reader, FindingCodes.E025, "The digest algorithm must be 'sha512' or 'sha256'."));
                break;
            case "head":
                _rules.OnHead(Text(ref reader, FindingCodes.E040, "The head must be the name of the newest version's directory, such as v1."));
                break;
            case "contentDirectory":
                _rules.OnContentDirectory(Text(ref reader, FindingCodes.E033, "The content directory must be a text."));
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
                        "The time of creation must be a text in the format of RFC 3339, such as 2026-08-01T12:00:00Z."));
                break;
            case "state":
                Enter(ref reader, InventoryScope.State, FindingCodes.E050, "The state must be a JSON object of digests and logical paths.");
                break;
            case "message":
                version.HasMessage = true;
                version.Message = Text(ref reader, FindingCodes.E094, "The message must be a text.");
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
            _place.Version!.UserName = Text(ref reader, FindingCodes.E054, "The user's name must be a text that is not empty.", allowEmpty: false);
        }
        else
        {
            _place.Version!.UserAddress = Text(ref reader, FindingCodes.E033, "The user's address must be a text.");
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
            _place.Note(code, $"A path must be a text, not {InventoryPlace.Kind(reader.TokenType)}.");
            _skipped.OnValue(ref reader);
        }
        else if (_text.TryRead(ref reader, out ReadOnlySpan<byte> text))
        {
            _pool.Paths.Add(_rules.OnPath(text));
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

    /// <summary>Keeps the name of what has a value of the wrong kind, so that it does not also count as missing.</summary>
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
                AddEntry();
                break;
        }
    }

    private void OnEnd()
    {
        InventoryFrame ended = _place.Leave();
        switch (ended.Scope)
        {
            case InventoryScope.Paths:
                AddEntry();
                break;
            case InventoryScope.Manifest:
                _document.Manifest = TakeSet(known: null);
                break;
            case InventoryScope.State:
                _place.Version!.State = TakeSet(_knownStates.GetValueOrDefault(_place.Version.Key));
                break;
            case InventoryScope.FixityBlock:
                _document.Fixity.Add(new(_place.Frame.Key, TakeSet(known: null)));
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

    // ---- Sets --------------------------------------------------------------------------------------------------------

    private void AddEntry() => _pool.Entries.Add(new(_place.Frame.Digest, _pool.Paths.Count));

    /// <summary>The manifest, state or fixity block that has come to its end.</summary>
    /// <param name="known">What it may be the same as, and is then not kept twice.</param>
    private DigestMap TakeSet(DigestMap? known)
    {
        PackedEntries entries = new(_texts, _pool, _setStart, _setPathStart);
        DigestMap set = new(entries);
        ClearSet();
        if (known?.IsSameInOrder(set) == true)
        {
            _pool.Entries.Truncate(_setStart);
            _pool.Paths.Truncate(_setPathStart);
            return known;
        }

        _bounds.Take(entries.IndexMemory);
        _setStart = _pool.Entries.Count;
        _setPathStart = _pool.Paths.Count;
        return set;
    }

    private void ClearSet()
    {
        for (int i = _setStart; i < _pool.Entries.Count; i++)
        {
            _texts.Digests.RemoveFromSet(_pool.Entries[i].Digest);
        }

        // The last may have no entry yet.
        _texts.Digests.RemoveFromSet(_lastDigest);
        for (int i = _setPathStart; i < _pool.Paths.Count; i++)
        {
            _texts.Paths.RemoveFromSet(_pool.Paths[i]);
        }
    }
}
