using System.Globalization;
using Ocfl.Digests;
using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>Takes the keys of an inventory that are not digests: they must be unique, and those of members must be known.</summary>
internal sealed class InventoryKeys(InventoryDocument document, InventoryPlace place, InventoryBounds bounds)
{
    private const int VersionOverhead = 400;
    private const int BlockOverhead = 512;
    private const int MaxFixityBlocks = 10_000;

    private readonly HashSet<string> _versions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fixityAlgorithms = new(StringComparer.Ordinal);

    /// <summary>Takes the key of a version.</summary>
    public void OnVersion(string key)
    {
        place.Frame.Key = key;
        if (!_versions.Add(key))
        {
            place.NoteDuplicate(key);
        }

        bool isNumber = VersionNumber.TryParse(key, out VersionNumber number);
        if (!isNumber)
        {
            string shown = FindingNotes.Show(key);
            place.Note(
                FindingCodes.E046,
                $"The version key {shown} is not the name of a version directory; it must be 'v' and a number, such as v1.",
                key);
            place.Note(
                key.StartsWith('v') ? FindingCodes.E105 : FindingCodes.E104,
                $"The version key {shown} must be 'v' followed by a positive decimal number.",
                key);
        }

        place.Version = new(key, isNumber ? number : null);
        bounds.Take(VersionOverhead + (key.Length * sizeof(char)));
    }

    /// <summary>Takes the key of a block of the fixity block.</summary>
    public void OnFixityAlgorithm(string key)
    {
        place.Frame.Key = key;
        if (!_fixityAlgorithms.Add(key))
        {
            place.NoteDuplicate(key);
        }

        bounds.Take((key.Length * sizeof(char)) + BlockOverhead);
        if (_fixityAlgorithms.Count > MaxFixityBlocks)
        {
            bounds.StopAtLimit(string.Create(CultureInfo.InvariantCulture, $"it has more than {MaxFixityBlocks} fixity algorithms"));
        }

        if (!DigestAlgorithm.TryGet(key, out _))
        {
            document.AddUnknownFixity(key);
        }
    }

    /// <summary>Takes the key of a member of the inventory, of a version or of its user.</summary>
    public void OnMember(string name)
    {
        ref InventoryFrame frame = ref place.Frame;
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
            place.NoteDuplicate(name);
        }

        frame.Seen |= 1 << member;
    }

    private void OnUnknownMember(string name)
    {
        ref InventoryFrame frame = ref place.Frame;
        bounds.Take((name.Length * sizeof(char)) + SkippedValues.KeyOverhead);
        if (!(frame.UnknownKeys ??= new(StringComparer.Ordinal)).Add(name))
        {
            place.NoteDuplicate(name);
        }

        place.Note(
            FindingCodes.E102,
            $"The key {FindingNotes.Show(name)} is not one that the specification describes; an inventory must have no other.");
        if (frame.Scope == InventoryScope.Inventory && name.Equals("versions", StringComparison.OrdinalIgnoreCase))
        {
            place.Note(FindingCodes.E044, $"The block of versions must have the key 'versions', not {FindingNotes.Show(name)}.");
        }
        else if (frame.Scope == InventoryScope.Inventory && name.Equals("fixity", StringComparison.OrdinalIgnoreCase))
        {
            place.Note(FindingCodes.E055, $"The block of fixity values must have the key 'fixity', not {FindingNotes.Show(name)}.");
        }
    }
}
