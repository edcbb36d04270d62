using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>Compares the inventories of version directories with the one in the object's root (OCFL 1.1, section 3.7).</summary>
internal sealed class PriorInventoryChecks
{
    private readonly ObjectContext _context;
    private readonly InventoryDocument _root;
    private readonly ContentIndex? _index;
    private readonly Dictionary<string, VersionDocument> _rootVersions = new(StringComparer.Ordinal);
    private readonly List<(int File, VersionNumber Inventory)> _missing = [];
    private SpecificationVersion? _newestSpecification;
    private int _mark;

    public PriorInventoryChecks(ObjectContext context, InventoryDocument root, ContentIndex? index)
    {
        _context = context;
        _root = root;
        _index = index;
        foreach (VersionDocument version in root.Versions)
        {
            _rootVersions.TryAdd(version.Key, version);
        }
    }

    /// <summary>Checks one; to be called in the order of the versions.</summary>
    public async Task CheckAsync(VersionNumber number, InventoryDocument inventory, CancellationToken cancellationToken)
    {
        FindingLocation location = new(StoragePath.Combine(number.ToString(), Inventory.FileName), null, number.ToString());
        await CheckHeadAsync(number, inventory, location, cancellationToken).ConfigureAwait(false);
        await CheckIdAsync(inventory, location, cancellationToken).ConfigureAwait(false);
        await CheckSpecificationAsync(inventory, location, cancellationToken).ConfigureAwait(false);
        await CheckContentDirectoryAsync(number, inventory, location, cancellationToken).ConfigureAwait(false);
        foreach (VersionDocument version in inventory.Versions)
        {
            await CheckVersionAsync(version, inventory, location, cancellationToken).ConfigureAwait(false);
        }

        if (_index is not null && inventory.Manifest is not null)
        {
            await CheckManifestAsync(number, inventory, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reports the content files that an older manifest lacks; to be called when it is known which files there are.</summary>
    public async ValueTask ReportMissingAsync(CancellationToken cancellationToken)
    {
        foreach ((int file, VersionNumber number) in _missing)
        {
            if (_index![file].IsFound)
            {
                FindingLocation location = new(StoragePath.Combine(number.ToString(), Inventory.FileName), "/manifest", number.ToString());
                await _context.ReportAsync(
                    FindingCodes.E023,
                    $"The manifest does not name {FindingNotes.Show(_index[file].Path)}, a content file of this or an earlier version; "
                        + "it must.",
                    location,
                    cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task CheckHeadAsync(
        VersionNumber number, InventoryDocument inventory, FindingLocation location, CancellationToken cancellationToken)
    {
        if (inventory.Head is VersionNumber head && head != number)
        {
            await _context.ReportAsync(
                FindingCodes.E040,
                $"The head is {head}; in the directory of {number} it must be {number}.",
                location with { JsonPointer = "/head" },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CheckIdAsync(InventoryDocument inventory, FindingLocation location, CancellationToken cancellationToken)
    {
        if (inventory.Id is null || _root.Id is null || inventory.Id == _root.Id)
        {
            return;
        }

        string message = $"The id is {FindingNotes.Show(inventory.Id)}; it must be {FindingNotes.Show(_root.Id)}, as in the object's root.";
        await _context.ReportAsync(
            FindingCodes.E037,
            message,
            location with { JsonPointer = "/id" },
            cancellationToken).ConfigureAwait(false);
        if (_context.Specification >= SpecificationVersion.V11)
        {
            await _context.ReportAsync(
                FindingCodes.E110,
                message,
                location with { JsonPointer = "/id" },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CheckSpecificationAsync(InventoryDocument inventory, FindingLocation location, CancellationToken cancellationToken)
    {
        if (inventory.Specification is not SpecificationVersion specification)
        {
            return;
        }

        if (_newestSpecification is SpecificationVersion newest && specification < newest)
        {
            await _context.ReportAsync(
                FindingCodes.E103,
                $"The inventory is of OCFL {specification}, an earlier version is of {newest}; a version must be of the same "
                    + "specification or of a newer one.",
                location with { JsonPointer = "/type" },
                cancellationToken).ConfigureAwait(false);
        }
        else if (_root.Specification is SpecificationVersion declared && specification > declared)
        {
            await _context.ReportAsync(
                FindingCodes.E103,
                $"The inventory is of OCFL {specification}, the object's root is of {declared}; no version may be of a newer "
                    + "specification than its successors.",
                location with { JsonPointer = "/type" },
                cancellationToken).ConfigureAwait(false);
        }

        _newestSpecification = _newestSpecification is null || specification > _newestSpecification ? specification : _newestSpecification;
    }

    private async Task CheckContentDirectoryAsync(
        VersionNumber number, InventoryDocument inventory, FindingLocation location, CancellationToken cancellationToken)
    {
        if (!inventory.HasUsableContentDirectory || !_root.HasUsableContentDirectory)
        {
            return;
        }

        if (inventory.EffectiveContentDirectory == _root.EffectiveContentDirectory
            && (number.Number > 1 || inventory.ContentDirectory == _root.ContentDirectory))
        {
            return;
        }

        FindingLocation place = location with { JsonPointer = "/contentDirectory" };
        string first = FindingNotes.Show(inventory.EffectiveContentDirectory);
        string last = FindingNotes.Show(_root.EffectiveContentDirectory);
        if (number.Number == 1)
        {
            await _context.ReportAsync(FindingCodes.E019, $"The content directory of the first version is "
                + $"{(inventory.ContentDirectory is null ? "not set" : first)}, that of the object's root "
                + $"{(_root.ContentDirectory is null ? "not set" : last)}; if it is set, it must be set from the first version "
                + $"on.", place, cancellationToken).ConfigureAwait(false);
        }

        if (inventory.EffectiveContentDirectory != _root.EffectiveContentDirectory)
        {
            await _context.ReportAsync(
                FindingCodes.E020,
                $"The content directory is {first}, in the object's root it is {last}; it must not change.",
                place,
                cancellationToken).ConfigureAwait(false);
        }
    }

    // ---- States ------------------------------------------------------------------------------------------------------

    private async Task CheckVersionAsync(
        VersionDocument version, InventoryDocument inventory, FindingLocation location, CancellationToken cancellationToken)
    {
        FindingLocation place = location with { JsonPointer = "/versions" + FindingNotes.Pointer(version.Key), Version = version.Key };
        if (!_root.HasVersions)
        {
            return;
        }

        if (!_rootVersions.TryGetValue(version.Key, out VersionDocument? current))
        {
            await _context.ReportAsync(
                FindingCodes.E066,
                $"The inventory describes {FindingNotes.Show(version.Key)}, the one in the object's root does not; both must describe "
                    + "the same.",
                place,
                cancellationToken).ConfigureAwait(false);
            return;
        }

        if (version.State is not null
            && current.State is not null
            && FindStateDifference(version.State, inventory, current.State) is string difference)
        {
            await _context.ReportAsync(
                FindingCodes.E066,
                $"The state of {version.Key} is not the one in the object's root: {difference}. It must be the same.",
                place with { JsonPointer = place.JsonPointer + "/state" },
                cancellationToken).ConfigureAwait(false);
        }

        if (version.CreatedText != current.CreatedText
            || version.Message != current.Message
            || version.UserName != current.UserName
            || version.UserAddress != current.UserAddress
            || version.HasMessage != current.HasMessage
            || version.HasUser != current.HasUser)
        {
            await _context.ReportAsync(
                FindingCodes.W011,
                $"Time, message or user of {version.Key} are not those in the object's root; they should be.",
                place,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private string? FindStateDifference(DigestMap state, InventoryDocument inventory, DigestMap current)
    {
        bool sameAlgorithm = inventory.DigestAlgorithm == _root.DigestAlgorithm;
        if (sameAlgorithm && current.IsSameInOrder(state))
        {
            return null;
        }

        if (sameAlgorithm && HaveSameFiles(state, current))
        {
            return null;
        }

        Dictionary<string, string> digests = new(StringComparer.Ordinal);
        foreach ((string path, string digest) in current.Paths)
        {
            digests[path] = digest;
        }

        Dictionary<string, IReadOnlyList<string>>? contents = sameAlgorithm ? null : ContentsOf(inventory);
        foreach ((string path, string digest) in state.Paths)
        {
            if (!digests.Remove(path, out string? other))
            {
                return $"{FindingNotes.Show(path)} is not in it";
            }

            if (sameAlgorithm ? !digest.Equals(other, StringComparison.OrdinalIgnoreCase) : !IsSameContent(digest, contents!, other))
            {
                return $"{FindingNotes.Show(path)} has other content in it";
            }
        }

        return digests.Count == 0 ? null : $"{FindingNotes.Show(digests.Keys.First())} is only in it";
    }

    /// <summary>
    /// Whether two states have the same files, in any order. Compared by their numbers; false if those are not comparable.
    /// </summary>
    private static bool HaveSameFiles(DigestMap state, DigestMap current) =>
        state.Packed is { } own && current.Packed is { } other && own.Texts == other.Texts && own.PathCount == other.PathCount
        && HasFiles(own, other) && HasFiles(other, own);

    private static bool HasFiles(PackedEntries state, PackedEntries files) =>
        files.Files.All(file => state.FindPath(file.Path) is int index and >= 0 && state.DigestIdAt(index) == file.Digest);

    private static Dictionary<string, IReadOnlyList<string>> ContentsOf(InventoryDocument inventory)
    {
        Dictionary<string, IReadOnlyList<string>> contents = new(StringComparer.OrdinalIgnoreCase);
        foreach (DigestEntry entry in inventory.Manifest ?? DigestMap.Empty)
        {
            contents[entry.Digest] = entry.Paths;
        }

        return contents;
    }

    /// <summary>Digests of two algorithms are of the same content if they are of the same content files.</summary>
    private bool IsSameContent(string digest, Dictionary<string, IReadOnlyList<string>> contents, string rootDigest)
    {
        if (_index is null || !contents.TryGetValue(digest, out IReadOnlyList<string>? paths))
        {
            return true;
        }

        foreach (string path in paths)
        {
            int file = _index.Find(path);
            if (file < 0 || !rootDigest.Equals(_index[file].Digest, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    // ---- Manifest ----------------------------------------------------------------------------------------------------

    private async Task CheckManifestAsync(VersionNumber number, InventoryDocument inventory, CancellationToken cancellationToken)
    {
        _index!.AddManifest(inventory, number.ToString(), ++_mark);
        if (_context.Options.Fixity || _context.Options.Depth == ValidationDepth.Structure)
        {
            _index.AddFixity(inventory, number.ToString());
        }

        for (int i = 0; i < _index.Count; i++)
        {
            ContentFile file = _index[i];
            if (file.Mark != _mark && file.Digest is not null && file.Version > 0 && file.Version <= number.Number)
            {
                _missing.Add((i, number));
            }
        }

        if (_context.Options.Depth == ValidationDepth.Structure)
        {
            await CompareDigestsAsync(number, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Compares digests if no content is read: two different digests of one algorithm cannot both be right.</summary>
    private async Task CompareDigestsAsync(VersionNumber number, CancellationToken cancellationToken)
    {
        string directory = number.ToString();
        for (int i = 0; i < _index!.Count; i++)
        {
            ContentFile file = _index[i];
            if (file.Mark != _mark || file.Digest is null)
            {
                continue;
            }

            foreach (DigestExpectation expectation in file.More.Where(e => e.Directory == directory
                && e.Code == FindingCodes.E092
                && e.Algorithm == _index.Algorithm))
            {
                await _context.ReportAsync(
                    FindingCodes.E092,
                    $"The manifest of {expectation.InventoryPath} says {FindingNotes.Show(expectation.Digest)}, that of the object's "
                        + $"root {FindingNotes.Show(file.Digest)}; they must say the same.",
                    new(file.Path, null, directory),
                    cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
