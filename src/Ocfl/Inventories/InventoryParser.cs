using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Ocfl.Validation;

namespace Ocfl.Inventories;

/// <summary>
/// Reads one inventory token by token and notes whatever is wrong with it. What a token means follows from where it is: the stack of
/// scopes. Rules that need the whole of it are checked at the end, by <see cref="InventoryRules"/>.
/// </summary>
internal sealed class InventoryParser
{
    private const int FirstBufferSize = 128 * 1024;
    private const int MaxDepth = 64;
    private const int EntryOverhead = 40;
    private const int VersionOverhead = 512;
    private const int BlockOverhead = 512;
    private const int MaxFixityBlocks = 10_000;

    private static readonly JsonReaderOptions JsonOptions = new() { MaxDepth = MaxDepth };

    private readonly InventoryStrings _strings;
    private readonly InventoryLimits _limits;
    private readonly IReadOnlyDictionary<string, DigestMap> _knownStates;
    private readonly InventoryDocument _document = new();
    private readonly FindingNotes _notes;
    private readonly Stack<Frame> _frames = new();
    private readonly HashSet<string> _versionKeys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fixityKeys = new(StringComparer.Ordinal);
    private readonly List<DigestEntry> _entries = [];
    private readonly List<string> _paths = [];
    private char[] _characters = new char[1024];
    private Frame _frame = new(Scope.Document);
    private VersionDocument? _version;
    private readonly Stack<SkippedValue> _skipped = new();
    private int _skipDepth;
    private int _digest;
    private int _firstPath;
    private long _memory;
    private int _malformedDigests;
    private bool _stopped;

    private InventoryParser(InventoryParserContext context)
    {
        _strings = context.Strings;
        _limits = context.Limits;
        _knownStates = context.KnownStates;
        _notes = new(_document.Findings, context.File, context.Version, context.Limits.MaxFindings);
    }

    private enum Scope
    {
        Document,
        Inventory,
        Manifest,
        Versions,
        Version,
        User,
        State,
        Fixity,
        FixityBlock,
        Paths,
    }

    /// <summary>Reads a stream to its end, or to where the reading is given up.</summary>
    /// <param name="content">The file.</param>
    /// <param name="context">What is read, and how much of it at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<InventoryDocument> ParseAsync(Stream content, InventoryParserContext context, CancellationToken cancellationToken)
    {
        InventoryParser parser = new(context);
        await parser.ReadAsync(content, cancellationToken).ConfigureAwait(false);
        return parser.Finish(context);
    }

    /// <summary>Reads an inventory that is in memory.</summary>
    public static InventoryDocument Parse(ReadOnlyMemory<byte> content, InventoryParserContext context)
    {
        InventoryParser parser = new(context);
        JsonReaderState state = new(JsonOptions);
        int start = parser.SkipByteOrderMark(content.Span);
        parser.ReadBlock(content.Span[start..], isFinal: true, ref state);
        return parser.Finish(context);
    }

    private InventoryDocument Finish(InventoryParserContext context)
    {
        if (_document.IsComplete)
        {
            InventoryRules.Check(_document, _notes, context.AllowsMutableHead);
        }

        _notes.Close();
        _document.Impacts = _notes.Impacts;
        return _document;
    }

    private async Task ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBufferSize);
        try
        {
            JsonReaderState state = new(JsonOptions);
            bool isFirst = true;
            int kept = 0;
            while (!_stopped)
            {
                int read = await content.ReadAtLeastAsync(buffer.AsMemory(kept), buffer.Length - kept, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                int length = kept + read;
                bool isFinal = length < buffer.Length;
                int start = isFirst ? SkipByteOrderMark(buffer.AsSpan(0, length)) : 0;
                isFirst = false;
                int consumed = start + ReadBlock(buffer.AsSpan(start, length - start), isFinal, ref state);
                if (isFinal)
                {
                    return;
                }

                kept = length - consumed;
                buffer = MakeRoom(buffer, consumed, kept);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Moves what is not yet used to the front. One token that fills the whole buffer gets one of twice the size.</summary>
    private byte[] MakeRoom(byte[] buffer, int consumed, int kept)
    {
        if (kept <= buffer.Length / 2)
        {
            buffer.AsSpan(consumed, kept).CopyTo(buffer);
            return buffer;
        }

        if (kept >= _limits.MaxStringLength)
        {
            StopAtLimit(string.Create(CultureInfo.InvariantCulture, $"a text is longer than {_limits.MaxStringLength} bytes"));
            return buffer;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(buffer.Length * 2L, _limits.MaxStringLength + (long)FirstBufferSize));
        buffer.AsSpan(consumed, kept).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private int SkipByteOrderMark(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith("\uFEFF"u8))
        {
            return 0;
        }

        _notes.Add("E033", "The inventory begins with a byte order mark; JSON must not have one (RFC 8259, section 8.1).");
        return 3;
    }

    private int ReadBlock(ReadOnlySpan<byte> block, bool isFinal, ref JsonReaderState state)
    {
        Utf8JsonReader reader = new(block, isFinal, state);
        try
        {
            while (!_stopped && reader.Read())
            {
                OnToken(ref reader);
            }
        }
        catch (JsonException exception)
        {
            _stopped = true;
            _notes.Add("E033", $"The inventory is not JSON that can be read: {exception.Message} It must be one JSON object (RFC 8259) of at most {MaxDepth} levels.");
            if (reader.CurrentDepth >= MaxDepth - 1)
            {
                NoteNotChecked($"it has more than {MaxDepth} levels");
            }
        }

        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void OnToken(ref Utf8JsonReader reader)
    {
        if (_skipDepth > 0)
        {
            Skip(ref reader);
        }
        else
        {
            OnTokenOfScope(ref reader);
        }

        if (_stopped)
        {
            return;
        }

        if (_notes.Errors > _limits.MaxErrors)
        {
            StopAtLimit(string.Create(CultureInfo.InvariantCulture, $"it has more than {_limits.MaxErrors} errors"));
        }
        else if (_memory + _strings.Memory > _limits.MaxMemory)
        {
            StopAtLimit(string.Create(CultureInfo.InvariantCulture, $"it would take more than {_limits.MaxMemory} bytes of memory"));
        }
    }

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

    private void StopAtLimit(string reason)
    {
        _stopped = true;
        _notes.Add("E033", $"The inventory is given up, since {reason}; raise the limit if it is meant to be so.");
        NoteNotChecked(reason);
    }

    private void NoteNotChecked(string reason) =>
        _notes.Add(ValidationCodes.InventoryNotRead, $"The rest of the inventory, and what depends on it, was not checked, since {reason}.");

    // ---- Names -------------------------------------------------------------------------------------------------------

    private void OnName(ref Utf8JsonReader reader)
    {
        // Until it is read, it is unknown, and not the name before it.
        _frame.Key = "";
        _frame.IsKnown = false;
        if (!TryReadText(ref reader, out ReadOnlySpan<char> name))
        {
            name = "\uFFFD";
        }

        switch (_frame.Scope)
        {
            case Scope.Manifest or Scope.State or Scope.FixityBlock:
                OnDigest(_strings.Intern(name));
                break;
            case Scope.Versions:
                OnVersionKey(name.ToString());
                break;
            case Scope.Fixity:
                OnFixityKey(name.ToString());
                break;
            default:
                OnMember(name);
                break;
        }
    }

    private void OnDigest(int digest)
    {
        _digest = digest;
        _frame.Key = _strings[digest];
        CountMalformedDigest(_frame.Key);
        (bool isExactlyNew, bool isNew) = _strings.AddDigest(digest);
        if (isNew)
        {
            return;
        }

        string shown = FindingNotes.Show(_frame.Key);
        if (!isExactlyNew)
        {
            Note("E033", $"The key {shown} comes twice; a key of a JSON object must come once.");
        }

        if (_frame.Scope == Scope.Manifest)
        {
            Note("E096", $"The digest {shown} comes more than once in the manifest; it must come once, in whatever case.");
        }
        else if (_frame.Scope == Scope.FixityBlock)
        {
            Note("E097", $"The digest {shown} comes more than once in the fixity block of {FixityAlgorithm}; it must come once, in whatever case.");
        }
        else if (isExactlyNew)
        {
            Note("E050", $"The digest {shown} comes in two cases in one state; it must be written exactly as in the manifest, and once.");
        }
    }

    /// <summary>
    /// What is wrong with digests is reported at the end, when their algorithm is known. A file with too many of them is not held in
    /// memory until then.
    /// </summary>
    private void CountMalformedDigest(string digest)
    {
        if (_frame.Scope != Scope.FixityBlock && !Digests.DigestAlgorithm.Sha512.IsWellFormed(digest) && !Digests.DigestAlgorithm.Sha256.IsWellFormed(digest)
            && ++_malformedDigests > _limits.MaxErrors)
        {
            StopAtLimit(string.Create(CultureInfo.InvariantCulture, $"more than {_limits.MaxErrors} of its keys are not digests"));
        }
    }

    private void OnVersionKey(string key)
    {
        _frame.Key = key;
        if (!_versionKeys.Add(key))
        {
            DuplicateKey(key);
        }

        bool isNumber = VersionNumber.TryParse(key, out VersionNumber number);
        if (!isNumber)
        {
            string shown = FindingNotes.Show(key);
            Note("E046", $"The version key {shown} is not the name of a version directory; it must be 'v' and a number, such as v1.", key);
            Note(key.StartsWith('v') ? "E105" : "E104", $"The version key {shown} must be 'v' followed by a positive decimal number.", key);
        }

        _version = new(key, isNumber ? number : null);
        _memory += VersionOverhead;
    }

    private void OnFixityKey(string key)
    {
        _frame.Key = key;
        _memory += (key.Length * sizeof(char)) + EntryOverhead;
        if (!_fixityKeys.Add(key))
        {
            DuplicateKey(key);
        }

        _memory += (key.Length * sizeof(char)) + BlockOverhead;
        if (_fixityKeys.Count > MaxFixityBlocks)
        {
            StopAtLimit(string.Create(CultureInfo.InvariantCulture, $"it has more than {MaxFixityBlocks} fixity algorithms"));
        }

        if (!Digests.DigestAlgorithm.TryGet(key, out _))
        {
            _document.AddUnknownFixity(key);
        }
    }

    private void OnMember(ReadOnlySpan<char> name)
    {
        ReadOnlySpan<string> known = _frame.Scope switch
        {
            Scope.Inventory => InventoryMembers.Inventory,
            Scope.Version => InventoryMembers.Version,
            _ => InventoryMembers.User,
        };
        for (int i = 0; i < known.Length; i++)
        {
            if (name.SequenceEqual(known[i]))
            {
                _frame.Key = known[i];
                _frame.IsKnown = true;
                if ((_frame.Seen & (1 << i)) != 0)
                {
                    DuplicateKey(known[i]);
                }

                _frame.Seen |= 1 << i;
                return;
            }
        }

        OnUnknownMember(name.ToString());
    }

    private void OnUnknownMember(string name)
    {
        _frame.Key = name;
        _frame.IsKnown = false;
        _memory += (name.Length * sizeof(char)) + EntryOverhead;
        if (!(_frame.UnknownKeys ??= new(StringComparer.Ordinal)).Add(name))
        {
            DuplicateKey(name);
        }

        Note("E102", $"The key {FindingNotes.Show(name)} is not one that the specification describes; an inventory must have no other.");
        if (_frame.Scope == Scope.Inventory && name.Equals("versions", StringComparison.OrdinalIgnoreCase))
        {
            Note("E044", $"The block of versions must have the key 'versions', not {FindingNotes.Show(name)}.");
        }
        else if (_frame.Scope == Scope.Inventory && name.Equals("fixity", StringComparison.OrdinalIgnoreCase))
        {
            Note("E055", $"The block of fixity values must have the key 'fixity', not {FindingNotes.Show(name)}.");
        }
    }

    private void DuplicateKey(string key) =>
        Note("E033", $"The key {FindingNotes.Show(key)} comes twice; a key of a JSON object must come once.");

    // ---- Values ------------------------------------------------------------------------------------------------------

    private void OnValue(ref Utf8JsonReader reader)
    {
        switch (_frame.Scope)
        {
            case Scope.Document:
                Enter(ref reader, Scope.Inventory, "E033", "The inventory must be a JSON object.");
                break;
            case Scope.Inventory when _frame.IsKnown:
                OnInventoryValue(ref reader);
                break;
            case Scope.Manifest:
                Enter(ref reader, Scope.Paths, "E092", "The value of a digest in the manifest must be an array of content paths.");
                break;
            case Scope.State:
                Enter(ref reader, Scope.Paths, "E051", "The value of a digest in a state must be an array of logical paths.");
                break;
            case Scope.FixityBlock:
                Enter(ref reader, Scope.Paths, "E057", "The value of a digest in a fixity block must be an array of content paths.");
                break;
            case Scope.Versions:
                Enter(ref reader, Scope.Version, "E047", "The value of a version's key must be a JSON object that describes the version.");
                break;
            case Scope.Version when _frame.IsKnown:
                OnVersionValue(ref reader);
                break;
            case Scope.User when _frame.IsKnown:
                OnUserValue(ref reader);
                break;
            case Scope.Fixity:
                Enter(ref reader, Scope.FixityBlock, "E057", "The value of an algorithm in the fixity block must be a JSON object of digests and content paths.");
                break;
            case Scope.Paths:
                OnPath(ref reader);
                break;
            default:
                SkipValue(ref reader);
                break;
        }
    }

    private void OnInventoryValue(ref Utf8JsonReader reader)
    {
        switch (_frame.Key)
        {
            case "id":
                _document.Id = Text(ref reader, "E037", "The id must be a text that is not empty.", allowEmpty: false);
                break;
            case "type":
                OnType(Text(ref reader, "E038", "The type must be a URI, such as https://ocfl.io/1.1/spec/#inventory."));
                break;
            case "digestAlgorithm":
                OnDigestAlgorithm(Text(ref reader, "E025", "The digest algorithm must be 'sha512' or 'sha256'."));
                break;
            case "head":
                OnHead(Text(ref reader, "E040", "The head must be the name of the newest version's directory, such as v1."));
                break;
            case "contentDirectory":
                OnContentDirectory(Text(ref reader, "E033", "The content directory must be a text."));
                break;
            case "manifest":
                Enter(ref reader, Scope.Manifest, "E106", "The manifest must be a JSON object.");
                break;
            case "versions":
                Enter(ref reader, Scope.Versions, "E045", "The versions must be a JSON object.");
                break;
            default:
                Enter(ref reader, Scope.Fixity, "E111", "The fixity block must be a JSON object.");
                break;
        }
    }

    private void OnType(string? type)
    {
        _document.Type = type;
        if (SpecificationVersion.TryParseInventoryType(type, out SpecificationVersion specification))
        {
            _document.Specification = specification;
        }
        else if (type is not null)
        {
            _notes.Add("E038", $"The type {FindingNotes.Show(type)} is not that of a known version of the specification; for OCFL 1.1 it must be {SpecificationVersion.V11.InventoryType}.", Pointer(), impact: NamesOther(type) ? FaultImpact.StopsReading : FaultImpact.StopsUpdates);
        }
    }

    /// <summary>Whether a type is that of a version of OCFL that is not known: nobody knows what its inventories mean.</summary>
    private static bool NamesOther(string type) =>
        type.StartsWith("https://ocfl.io/", StringComparison.Ordinal) && type.EndsWith("/spec/#inventory", StringComparison.Ordinal);

    private void OnDigestAlgorithm(string? name)
    {
        if (name is "sha512" or "sha256")
        {
            _document.DigestAlgorithm = name;
        }
        else if (name is not null)
        {
            Note("E025", $"The digest algorithm {FindingNotes.Show(name)} is not for content addressing; it must be 'sha512' or 'sha256'.");
        }
    }

    private void OnHead(string? head)
    {
        _document.HeadText = head;
        if (VersionNumber.TryParse(head, out VersionNumber number))
        {
            _document.Head = number;
        }
        else if (head is not null)
        {
            Note("E040", $"The head {FindingNotes.Show(head)} is not the name of a version directory; it must be that of the newest, such as v1.");
        }
    }

    private void OnContentDirectory(string? name)
    {
        _document.ContentDirectory = name;
        if (name is null)
        {
            _document.HasUsableContentDirectory = false;
            return;
        }

        string shown = FindingNotes.Show(name);
        if (name.Contains('/', StringComparison.Ordinal))
        {
            Note("E017", $"The content directory {shown} contains a slash; it must be the name of one directory.");
        }

        if (name is "." or "..")
        {
            Note("E018", $"The content directory must not be {shown}; it must be the name of one directory.");
        }

        _document.HasUsableContentDirectory = name is not ("" or "." or "..") && name.AsSpan().IndexOfAny('/', '\0') < 0;
        if (!_document.HasUsableContentDirectory && name is not ("." or ".."))
        {
            Note("E108", $"The content directory {shown} does not name a direct child of a version directory; it must.");
        }
    }

    private void OnVersionValue(ref Utf8JsonReader reader)
    {
        switch (_frame.Key)
        {
            case "created":
                OnCreated(Text(ref reader, "E049", "The time of creation must be a text in the format of RFC 3339, such as 2026-08-01T12:00:00Z."));
                break;
            case "state":
                Enter(ref reader, Scope.State, "E050", "The state must be a JSON object of digests and logical paths.");
                break;
            case "message":
                _version!.HasMessage = true;
                _version.Message = Text(ref reader, "E094", "The message must be a text.");
                break;
            default:
                _version!.HasUser = true;
                Enter(ref reader, Scope.User, "E054", "The user must be a JSON object with a name.");
                break;
        }
    }

    private void OnCreated(string? text)
    {
        _version!.CreatedText = text;
        if (text is null)
        {
            return;
        }

        if (Rfc3339.TryParse(text, out DateTimeOffset value))
        {
            _version.Created = value;
        }
        else
        {
            Note("E049", $"The time {FindingNotes.Show(text)} is not a date and time of RFC 3339; it must exist, go to the second and have a time zone, such as 2026-08-01T12:00:00Z.");
        }
    }

    private void OnUserValue(ref Utf8JsonReader reader)
    {
        if (_frame.Key == "name")
        {
            _version!.UserName = Text(ref reader, "E054", "The user's name must be a text that is not empty.", allowEmpty: false);
        }
        else
        {
            _version!.UserAddress = Text(ref reader, "E033", "The user's address must be a text.");
        }
    }

    private void OnPath(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            string code = _frame.Parent switch { Scope.Manifest => "E092", Scope.State => "E051", _ => "E057" };
            Note(code, $"A path must be a text, not {Kind(reader.TokenType)}.");
            SkipValue(ref reader);
            return;
        }

        if (!TryReadText(ref reader, out ReadOnlySpan<char> text))
        {
            return;
        }

        int path = _strings.Intern(text);
        PathFlaws flaws = _strings.Flaws(path);
        if (flaws != PathFlaws.None)
        {
            NoteFlaws(_strings[path], flaws);
        }

        InventoryStrings.Mark mark = _strings.AddPath(path);
        if (mark != InventoryStrings.Mark.New)
        {
            NoteConflict(_strings[path], mark);
        }

        _memory += sizeof(long);
        _firstPath = path;
        _paths.Add(_strings[path]);
    }

    private void NoteFlaws(string path, PathFlaws flaws)
    {
        bool isLogical = _frame.Parent == Scope.State;
        string what = isLogical ? "logical path" : "content path";
        string shown = FindingNotes.Show(path);
        if (flaws.HasFlag(PathFlaws.Empty))
        {
            Note(isLogical ? "E051" : "E098", $"A {what} is empty; it must have at least one element.");
        }

        if (flaws.HasFlag(PathFlaws.Element))
        {
            Note(isLogical ? "E052" : "E099", $"The {what} {shown} has an element that is '.', '..' or empty; it must have none.");
        }

        if (flaws.HasFlag(PathFlaws.Slash))
        {
            Note(isLogical ? "E053" : "E100", $"The {what} {shown} begins or ends with a slash; it must not.");
        }

        if (flaws.HasFlag(PathFlaws.Nul) && !isLogical)
        {
            Note("E098", $"The {what} {shown} holds a NUL character, so that no file can have it.");
        }
    }

    private void NoteConflict(string path, InventoryStrings.Mark mark)
    {
        (string code, string what) = _frame.Parent == Scope.State ? ("E095", "logical path") : ("E101", "content path");
        string problem = mark == InventoryStrings.Mark.Twice
            ? "comes more than once; it must come once"
            : "is also the beginning of another path, or has another path as its beginning; a file cannot be a directory, too";
        Note(code, $"The {what} {FindingNotes.Show(path)} {problem}.");
    }

    // ---- Scopes ------------------------------------------------------------------------------------------------------

    private void Enter(ref Utf8JsonReader reader, Scope scope, string code, string rule)
    {
        JsonTokenType expected = scope == Scope.Paths ? JsonTokenType.StartArray : JsonTokenType.StartObject;
        if (reader.TokenType != expected)
        {
            Note(code, $"{rule} It is {Kind(reader.TokenType)}.");
            SkipValue(ref reader);
            OnWrongKind(scope);
            return;
        }

        if (scope is Scope.Manifest or Scope.State or Scope.FixityBlock)
        {
            _strings.BeginSet();
            _entries.Clear();
        }

        _document.HasVersions |= scope == Scope.Versions;
        if (scope == Scope.Version)
        {
            _document.Versions.Add(_version!);
        }

        _frames.Push(_frame);
        _frame = new(scope) { Parent = _frame.Scope };
        _paths.Clear();
    }

    /// <summary>Keeps the name of what has a value of the wrong kind, so that it does not also count as missing.</summary>
    private void OnWrongKind(Scope scope)
    {
        switch (scope)
        {
            case Scope.Inventory:
                _stopped = true;
                break;
            case Scope.Version:
                _document.Versions.Add(_version!);
                _version = null;
                break;
            case Scope.Paths:
                _entries.Add(new(_strings[_digest], []));
                break;
        }
    }

    private void OnEnd()
    {
        Scope ended = _frame.Scope;
        int seen = _frame.Seen;
        _frame = _frames.Pop();
        switch (ended)
        {
            case Scope.Paths:
                _entries.Add(new(_strings[_digest], TakePaths()));
                _memory += EntryOverhead;
                break;
            case Scope.Manifest:
                _document.Manifest = new(_entries);
                break;
            case Scope.State:
                _version!.State = _knownStates.TryGetValue(_version.Key, out DigestMap? known) && known.IsSameInOrder(_entries) ? known : new(_entries);
                break;
            case Scope.FixityBlock:
                _document.Fixity.Add(new(_frame.Key, new(_entries)));
                break;
            case Scope.User:
                InventoryMembers.RequireUserMembers(seen, _notes, Pointer(), _version!);
                break;
            case Scope.Version:
                InventoryMembers.RequireVersionMembers(seen, _notes, Pointer(), _version!);
                _version = null;
                break;
            case Scope.Inventory:
                InventoryMembers.RequireInventoryMembers(seen, _notes);
                _document.IsComplete = true;
                break;
        }
    }

    private string[] TakePaths()
    {
        string[] paths = _paths.Count == 1 ? _strings.Single(_firstPath) : [.. _paths];
        _paths.Clear();
        return paths;
    }

    private void SkipValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            BeginSkipped();
        }
        else
        {
            CheckEncoding(ref reader);
        }
    }

    private void Skip(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                BeginSkipped();
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _skipDepth--;
                _memory -= _skipped.Pop().Memory;
                break;
            case JsonTokenType.PropertyName when TryReadText(ref reader, out ReadOnlySpan<char> name):
                OnSkippedName(name.ToString());
                break;
            default:
                CheckEncoding(ref reader);
                break;
        }
    }

    private void BeginSkipped()
    {
        _skipDepth++;
        _skipped.Push(new());
    }

    // What is not known is passed over, but it must be JSON of which all readers read the same.
    private void OnSkippedName(string name)
    {
        long memory = (name.Length * sizeof(char)) + EntryOverhead;
        SkippedValue value = _skipped.Peek();
        value.Memory += memory;
        _memory += memory;
        if (!value.Keys.Add(name))
        {
            DuplicateKey(name);
        }
    }

    // ---- Texts -------------------------------------------------------------------------------------------------------

    private string? Text(ref Utf8JsonReader reader, string code, string rule, bool allowEmpty = true)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            Note(code, $"{rule} It is {Kind(reader.TokenType)}.");
            SkipValue(ref reader);
            return null;
        }

        if (!TryReadText(ref reader, out ReadOnlySpan<char> text))
        {
            return null;
        }

        if (text.IsEmpty && !allowEmpty)
        {
            Note(code, $"{rule} It is empty.");
            return null;
        }

        _memory += text.Length * sizeof(char);
        return text.ToString();
    }

    private bool TryReadText(ref Utf8JsonReader reader, out ReadOnlySpan<char> text)
    {
        ReadOnlySpan<byte> bytes = reader.ValueSpan;
        text = default;
        if (bytes.Length > _limits.MaxStringLength)
        {
            StopAtLimit(string.Create(CultureInfo.InvariantCulture, $"a text is longer than {_limits.MaxStringLength} bytes"));
            return false;
        }

        if (bytes.Length > _characters.Length)
        {
            _characters = new char[bytes.Length];
        }

        if (!reader.ValueIsEscaped)
        {
            if (Utf8.ToUtf16(bytes, _characters, out _, out int length, replaceInvalidSequences: false) == OperationStatus.Done)
            {
                text = _characters.AsSpan(0, length);
                return true;
            }
        }
        else if (TryUnescape(ref reader, out int length))
        {
            text = _characters.AsSpan(0, length);
            return true;
        }

        BadEncoding();
        return false;
    }

    private bool TryUnescape(ref Utf8JsonReader reader, out int length)
    {
        try
        {
            length = reader.CopyString(_characters);
            return true;
        }
        catch (InvalidOperationException)
        {
            length = 0;
            return false;
        }
    }

    private void CheckEncoding(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            TryReadText(ref reader, out _);
        }
    }

    private void BadEncoding() =>
        Note("E033", "A text is not UTF-8, or holds half of a surrogate pair; an inventory must be JSON in UTF-8.");

    private static string Kind(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a truth value",
    };

    // ---- Findings ----------------------------------------------------------------------------------------------------

    private void Note(string code, string message, string? version = null) => _notes.Add(code, message, Pointer(), version ?? _version?.Key, Impact);

    /// <summary>What a fault stops, which follows from where it is: nothing is read by the help of times, messages, users, fixity and unknown keys.</summary>
    private FaultImpact Impact
    {
        get
        {
            bool isRelied = _skipDepth == 0 && _frame.Scope switch
            {
                Scope.Inventory => _frame.IsKnown && _frame.Key is not ("type" or "contentDirectory" or "fixity"),
                Scope.Version => _frame.IsKnown && _frame.Key == "state",
                Scope.User or Scope.Fixity or Scope.FixityBlock => false,
                Scope.Paths => _frame.Parent != Scope.FixityBlock,
                _ => true,
            };
            return isRelied ? FaultImpact.StopsReading : FaultImpact.StopsUpdates;
        }
    }

    // ---- Places ------------------------------------------------------------------------------------------------------

    private string FixityAlgorithm => _frames.Peek().Key;

    private string Pointer()
    {
        string pointer = "";
        foreach (Frame frame in _frames)
        {
            pointer = frame.Scope == Scope.Document ? pointer : FindingNotes.Pointer(frame.Key) + pointer;
        }

        return _frame.Scope switch
        {
            Scope.Document => pointer,
            Scope.Paths => pointer + "/" + _paths.Count.ToString(CultureInfo.InvariantCulture),
            _ => pointer + FindingNotes.Pointer(_frame.Key),
        };
    }

    private struct Frame(Scope scope)
    {
        public Scope Scope { get; } = scope;

        public Scope Parent { get; init; }

        public string Key { get; set; } = "";

        public bool IsKnown { get; set; }

        public int Seen { get; set; }

        public HashSet<string>? UnknownKeys { get; set; }
    }

    /// <summary>A JSON object or array that is open within a value that is passed over.</summary>
    private sealed class SkippedValue
    {
        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

        public long Memory { get; set; }
    }
}
