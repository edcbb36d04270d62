using System.Collections;
using System.Text;
using Ocfl.Digests;
using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>The rules that need the whole of an inventory, but nothing else of the object.</summary>
internal static class InventoryRules
{
    /// <summary>Where content is in a mutable HEAD (extension 0005).</summary>
    public const string MutableHeadDirectory = "extensions/0005-mutable-head/head";

    /// <summary>Checks an inventory that was read to its end.</summary>
    public static void Check(InventoryDocument inventory, FindingNotes notes, bool allowsMutableHead)
    {
        CheckId(inventory, notes);
        CheckVersionNumbers(inventory, notes);
        CheckHead(inventory, notes);
        CheckDigests(inventory, notes);
        CheckContentPaths(inventory, notes, allowsMutableHead);
        CheckFixity(inventory, notes);
        CheckUnknownFixity(inventory, notes);
    }

    private static void CheckId(InventoryDocument inventory, FindingNotes notes)
    {
        if (inventory.Id is string id && !UriSyntax.IsUri(id))
        {
            notes.Add(FindingCodes.W005, $"The id {FindingNotes.Show(id)} is not a URI; it should be one.", "/id");
        }
    }

    private static void CheckVersionNumbers(InventoryDocument inventory, FindingNotes notes)
    {
        if (!inventory.HasVersions)
        {
            return;
        }

        if (inventory.Versions.Count == 0)
        {
            notes.Add(FindingCodes.E008, "The inventory describes no version; an object must have at least one.", "/versions");
            return;
        }

        VersionNumber[] numbers = [.. inventory.Versions.Where(version => version.Number is not null)
            .Select(version => version.Number!.Value)
            .Order()];
        VersionSequence.Check(numbers, notes, FindingCodes.E013, "/versions");
    }

    private static void CheckHead(InventoryDocument inventory, FindingNotes notes)
    {
        if (inventory.Head is not VersionNumber head)
        {
            return;
        }

        VersionNumber? newest = null;
        foreach (VersionDocument version in inventory.Versions)
        {
            newest = version.Number is VersionNumber number && (newest is null || number > newest) ? number : newest;
        }

        if (newest is not null && newest != head)
        {
            notes.Add(FindingCodes.E040, $"The head is {head}, but the newest version is {newest}; the head must be that.", "/head");
        }
    }

    private static void CheckDigests(InventoryDocument inventory, FindingNotes notes)
    {
        if (inventory.DigestAlgorithm is not string name || inventory.Manifest is not DigestMap manifest)
        {
            return;
        }

        if (name != DigestAlgorithm.Sha512.Name)
        {
            notes.Add(FindingCodes.W004, $"The digest algorithm is '{name}'; it should be 'sha512'.", "/digestAlgorithm");
        }

        DigestAlgorithm algorithm = DigestAlgorithm.Get(name);
        PackedEntries entries = manifest.Packed!;
        BitArray isListed = new(entries.Texts.Digests.Count);
        BitArray isUsed = new(entries.Texts.Digests.Count);
        for (int i = 0; i < entries.Count; i++)
        {
            int digest = entries.DigestIdAt(i);
            isListed[digest] = true;
            CheckDigestForm(algorithm, entries.Texts.Digests, digest, notes, "/manifest", null);
            if (entries.PathCountOf(i) == 0)
            {
                string text = entries.DigestAt(i);
                notes.Add(
                    FindingCodes.E092,
                    $"The manifest names no content path for the digest {FindingNotes.Show(text)}; there must be one.",
                    "/manifest" + FindingNotes.Pointer(text));
            }
        }

        foreach (VersionDocument version in inventory.Versions)
        {
            CheckState(algorithm, version, isListed, isUsed, notes);
        }

        if (inventory.HasVersions && inventory.Versions.TrueForAll(version => version.State is not null))
        {
            CheckUse(entries, isUsed, notes);
        }
    }

    private static void CheckUse(PackedEntries manifest, BitArray isUsed, FindingNotes notes)
    {
        for (int i = 0; i < manifest.Count; i++)
        {
            int digest = manifest.DigestIdAt(i);
            if (!isUsed[digest])
            {
                isUsed[digest] = true;
                string text = manifest.DigestAt(i);
                notes.Add(
                    FindingCodes.E107,
                    $"The digest {FindingNotes.Show(text)} of the manifest is in no version's state; it must be in one.",
                    "/manifest" + FindingNotes.Pointer(text),
                    impact: FaultImpact.None);
            }
        }
    }

    private static void CheckState(
        DigestAlgorithm algorithm, VersionDocument version, BitArray isListed, BitArray isUsed, FindingNotes notes)
    {
        if (version.State?.Packed is not { } state)
        {
            return;
        }

        for (int i = 0; i < state.Count; i++)
        {
            int digest = state.DigestIdAt(i);
            if (isListed[digest])
            {
                isUsed[digest] = true;
                continue;
            }

            string text = state.DigestAt(i);
            string pointer = "/versions" + FindingNotes.Pointer(version.Key) + "/state";
            CheckDigestForm(algorithm, state.Texts.Digests, digest, notes, pointer, version.Key);
            notes.Add(
                FindingCodes.E050,
                $"The digest {FindingNotes.Show(text)} is not in the manifest; it must be there, in the same case.",
                pointer + FindingNotes.Pointer(text),
                version.Key);
        }
    }

    private static void CheckDigestForm(
        DigestAlgorithm algorithm,
        DigestTable digests,
        int number,
        FindingNotes notes,
        string pointer,
        string? version,
        FaultImpact impact = FaultImpact.StopsReading)
    {
        if (digests.IsWellFormed(number, algorithm))
        {
            return;
        }

        string digest = digests[number];
        pointer += FindingNotes.Pointer(digest);
        DigestAlgorithm other = algorithm == DigestAlgorithm.Sha512 ? DigestAlgorithm.Sha256 : DigestAlgorithm.Sha512;
        if (algorithm.IsForInventories && other.IsWellFormed(digest))
        {
            notes.Add(
                FindingCodes.E039,
                $"The digest {FindingNotes.Show(digest)} has the length of {other}; it must be of the inventory's digest algorithm, "
                    + $"{algorithm}.",
                pointer,
                version,
                impact);
            return;
        }

        string form = algorithm.HexLength is int length ? $"{length} hexadecimal digits" : "a decimal number without padding";
        notes.Add(
            CodeOfForm(algorithm),
            $"{FindingNotes.Show(digest)} is not a digest of {algorithm}; it must be {form}.",
            pointer,
            version,
            impact);
    }

    private static FindingCode CodeOfForm(DigestAlgorithm algorithm) => algorithm.Name switch
    {
        "sha1" => FindingCodes.E029,
        "sha256" => FindingCodes.E030,
        "sha512" => FindingCodes.E031,
        "blake2b-512" => FindingCodes.E032,
        _ => FindingCodes.E057,
    };

    private static void CheckContentPaths(InventoryDocument inventory, FindingNotes notes, bool allowsMutableHead)
    {
        if (inventory.Manifest?.Packed is not { } manifest)
        {
            return;
        }

        HashSet<string> versions = inventory.Versions.Select(version => version.Key).ToHashSet(StringComparer.Ordinal);
        int lastDirectory = -1;
        bool isLastInContent = false;
        for (int i = 0, position = 0; i < manifest.Count; i++)
        {
            for (int end = manifest.PathEndOf(i); position < end; position++)
            {
                int number = manifest.PathAt(position);
                int directory = manifest.Texts.Paths.ParentOf(number);
                if (directory != lastDirectory)
                {
                    lastDirectory = directory;
                    isLastInContent = IsInContentDirectory(manifest.Texts.Paths, directory, inventory, versions);
                }

                if (isLastInContent && !manifest.Texts.Paths.NameOf(number).IsEmpty)
                {
                    continue;
                }

                string path = manifest.Texts.Paths[number];
                if (!IsInContentDirectory(path, inventory, versions)
                    && !(allowsMutableHead && path.StartsWith(MutableHeadDirectory + "/", StringComparison.Ordinal)))
                {
                    ExplainContentPath(path, manifest.DigestAt(i), inventory, versions, notes);
                }
            }
        }
    }

    /// <summary>Whether a directory is a version's content directory or below one. Only said of ordinary names.</summary>
    private static bool IsInContentDirectory(PathTree paths, int directory, InventoryDocument inventory, HashSet<string> versions)
    {
        if (!inventory.HasUsableContentDirectory || directory == PathTree.None)
        {
            return false;
        }

        int content = directory;
        int version = paths.ParentOf(directory);
        while (version != PathTree.None && paths.ParentOf(version) != PathTree.None)
        {
            (content, version) = (version, paths.ParentOf(version));
        }

        return version != PathTree.None
            && paths.NameOf(content).SequenceEqual(Encoding.UTF8.GetBytes(inventory.EffectiveContentDirectory))
            && versions.Contains(Encoding.UTF8.GetString(paths.NameOf(version)));
    }

    private static bool IsInContentDirectory(string path, InventoryDocument inventory, HashSet<string> versions)
    {
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        string content = inventory.EffectiveContentDirectory;
        return slash > 0
            && path.Length > slash + 2 + content.Length
            && path[slash + 1 + content.Length] == '/'
            && path.AsSpan(slash + 1).StartsWith(content)
            && versions.Contains(path[..slash]);
    }

    /// <summary>
    /// Says what is wrong with a content path that is not where it must be. A reader finds the file all the same: the path leads there.
    /// </summary>
    private static void ExplainContentPath(
        string path, string digest, InventoryDocument inventory, HashSet<string> versions, FindingNotes notes)
    {
        string shown = FindingNotes.Show(path);
        string pointer = "/manifest" + FindingNotes.Pointer(digest);
        string[] elements = path.Split('/', 3);
        if (elements.Length == 1 && path.Contains('\\', StringComparison.Ordinal))
        {
            notes.Add(
                FindingCodes.E035,
                $"The content path {shown} separates its elements by backslashes; it must separate them by slashes.",
                pointer,
                impact: FaultImpact.StopsUpdates);
        }
        else if (!VersionNumber.TryParse(elements[0], out _))
        {
            notes.Add(
                FindingCodes.E042,
                $"The content path {shown} does not begin with a version directory; it must be relative to the object's root.",
                pointer,
                impact: FaultImpact.StopsUpdates);
        }
        else if (versions.Count > 0 && !versions.Contains(elements[0]))
        {
            notes.Add(
                FindingCodes.E014,
                $"The content path {shown} is in {elements[0]}, which is not a version directory of this inventory; it must use the "
                    + "names as they are.",
                pointer,
                elements[0],
                FaultImpact.StopsUpdates);
        }
        else if (versions.Count == 0 || path.StartsWith($"{elements[0]}/{inventory.EffectiveContentDirectory}/", StringComparison.Ordinal))
        {
            // Its version is not known, or nothing follows the content directory, which is a fault of the path itself.
        }
        else if (inventory.HasUsableContentDirectory && inventory.ContentDirectory is null)
        {
            notes.Add(
                FindingCodes.E021,
                $"The content path {shown} is not in the directory 'content'; it must be, since the inventory names no other content "
                    + "directory.",
                pointer,
                elements[0],
                FaultImpact.StopsUpdates);
        }
        else if (inventory.HasUsableContentDirectory)
        {
            notes.Add(
                FindingCodes.E016,
                $"The content path {shown} is not in the content directory {FindingNotes.Show(inventory.ContentDirectory!)}; it must be.",
                pointer,
                elements[0],
                FaultImpact.StopsUpdates);
        }
    }

    private static void CheckFixity(InventoryDocument inventory, FindingNotes notes)
    {
        if (inventory.Fixity.Count == 0 || inventory.Manifest is null)
        {
            return;
        }

        PackedEntries manifest = inventory.Manifest.Packed!;
        BitArray isContent = new(manifest.Texts.Paths.Count);
        for (int i = 0; i < manifest.PathCount; i++)
        {
            isContent[manifest.PathAt(i)] = true;
        }

        foreach ((string name, DigestMap block) in inventory.Fixity)
        {
            CheckFixity(name, block.Packed!, isContent, notes);
        }
    }

    private static void CheckFixity(string name, PackedEntries block, BitArray isContent, FindingNotes notes)
    {
        string pointer = "/fixity" + FindingNotes.Pointer(name);
        bool isKnown = DigestAlgorithm.TryGet(name, out DigestAlgorithm? algorithm);
        for (int i = 0; i < block.Count; i++)
        {
            if (isKnown)
            {
                CheckDigestForm(algorithm!, block.Texts.Digests, block.DigestIdAt(i), notes, pointer, null, FaultImpact.StopsUpdates);
            }

            if (block.PathCountOf(i) == 0)
            {
                string digest = block.DigestAt(i);
                notes.Add(
                    FindingCodes.E057,
                    $"The fixity block of {FindingNotes.Show(name)} names no content path for the digest "
                        + $"{FindingNotes.Show(digest)}; there must be one.",
                    pointer + FindingNotes.Pointer(digest),
                    impact: FaultImpact.None);
            }

            for (int position = block.PathStartOf(i); position < block.PathEndOf(i); position++)
            {
                int path = block.PathAt(position);
                if (!isContent[path])
                {
                    notes.Add(
                        FindingCodes.E057,
                        $"The fixity block of {FindingNotes.Show(name)} names {FindingNotes.Show(block.Texts.Paths[path])}, which is "
                            + "not a content path of the manifest; it must be one.",
                        pointer + FindingNotes.Pointer(block.DigestAt(i)),
                        impact: FaultImpact.StopsUpdates);
                }
            }
        }
    }

    // Clients must ignore such algorithms (OCFL 1.1, section 3.4): one finding, however many there are.
    private static void CheckUnknownFixity(InventoryDocument inventory, FindingNotes notes)
    {
        IReadOnlyCollection<string> unknown = inventory.UnknownFixity;
        if (unknown.Count > 0)
        {
            string more = inventory.HasMoreUnknownFixity ? " and others" : "";
            notes.Add(
                FindingCodes.UnknownFixityAlgorithm,
                $"The fixity block has values of {string.Join(", ", unknown)}{more}, which this validator does not know and did not "
                    + "compare.",
                "/fixity");
        }
    }
}
