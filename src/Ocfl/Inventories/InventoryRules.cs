using System.Collections;
using Ocfl.Digests;
using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>The rules that need the whole of an inventory, but nothing else of the object.</summary>
internal static class InventoryRules
{
    /// <summary>Checks an inventory that was read to its end.</summary>
    public static void Check(InventoryDocument inventory, FindingNotes notes, bool allowsMutableHead)
    {
        CheckId(inventory, notes);
        CheckVersionNumbers(inventory, notes);
        CheckHead(inventory, notes);
        CheckDigests(inventory, notes);
        ManifestPaths.Check(inventory, notes, allowsMutableHead);
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
