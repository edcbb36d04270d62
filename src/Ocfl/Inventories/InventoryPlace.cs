using System.Globalization;
using System.Text.Json;
using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>The current place in an inventory that is read; faults are noted with it.</summary>
internal sealed class InventoryPlace(InventoryTexts texts, FindingNotes notes)
{
    private readonly Stack<InventoryFrame> _outer = new();
    private InventoryFrame _frame = new(InventoryScope.Document);

    /// <summary>The innermost open scope.</summary>
    public ref InventoryFrame Frame => ref _frame;

    /// <summary>The version whose block is read; null for none.</summary>
    public VersionDocument? Version { get; set; }

    /// <summary>How many paths of the array that is read have come.</summary>
    public int PathIndex { get; set; }

    /// <summary>Whether the value that is read is skipped.</summary>
    public bool IsSkipping { get; set; }

    /// <summary>The algorithm of the fixity block that is read.</summary>
    public string FixityAlgorithm => _outer.Peek().Key;

    /// <summary>Enters an object or array.</summary>
    public void Enter(InventoryScope scope)
    {
        _outer.Push(_frame);
        _frame = new(scope) { Parent = _frame.Scope };
        PathIndex = 0;
    }

    /// <summary>Leaves it.</summary>
    /// <returns>What was left.</returns>
    public InventoryFrame Leave()
    {
        InventoryFrame left = _frame;
        _frame = _outer.Pop();
        return left;
    }

    /// <summary>Notes what is wrong here.</summary>
    public void Note(FindingCode code, string message, string? version = null) =>
        notes.Add(code, message, Pointer(), version ?? Version?.Key, Impact);

    /// <summary>Notes what is wrong here, and what it stops.</summary>
    public void Note(FindingCode code, string message, FaultImpact impact) => notes.Add(code, message, Pointer(), Version?.Key, impact);

    /// <summary>Notes a value of another kind than it must be.</summary>
    public void NoteKind(FindingCode code, string rule, JsonTokenType type) => Note(code, $"{rule} It is {Kind(type)}.");

    /// <summary>Notes a key that occurs twice.</summary>
    public void NoteDuplicate(string key) =>
        Note(FindingCodes.E033, $"The key {FindingNotes.Show(key)} occurs twice; a key of a JSON object must occur once.");

    /// <summary>The place as a JSON pointer.</summary>
    public string Pointer()
    {
        string pointer = "";
        foreach (InventoryFrame frame in _outer)
        {
            pointer = frame.Scope == InventoryScope.Document ? pointer : FindingNotes.Pointer(KeyOf(frame)) + pointer;
        }

        return _frame.Scope switch
        {
            InventoryScope.Document => pointer,
            InventoryScope.Paths => pointer + "/" + PathIndex.ToString(CultureInfo.InvariantCulture),
            _ => pointer + FindingNotes.Pointer(KeyOf(_frame)),
        };
    }

    /// <summary>The name of a kind of token.</summary>
    public static string Kind(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a Boolean",
    };

    /// <summary>
    /// What a fault stops, which follows from its place: readers do not depend on times, messages, users, fixity and unknown keys.
    /// </summary>
    private FaultImpact Impact
    {
        get
        {
            bool isRelied = !IsSkipping && _frame.Scope switch
            {
                InventoryScope.Inventory => _frame.IsKnown && _frame.Key is not ("type" or "contentDirectory" or "fixity"),
                InventoryScope.Version => _frame.IsKnown && _frame.Key == "state",
                InventoryScope.User or InventoryScope.Fixity or InventoryScope.FixityBlock => false,
                InventoryScope.Paths => _frame.Parent != InventoryScope.FixityBlock,
                _ => true,
            };
            return isRelied ? FaultImpact.StopsReading : FaultImpact.StopsUpdates;
        }
    }

    private string KeyOf(InventoryFrame frame) => frame.Digest == DigestTable.None ? frame.Key : texts.Digests[frame.Digest];
}
