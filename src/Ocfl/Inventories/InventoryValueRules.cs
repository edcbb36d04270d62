using System.Globalization;
using Ocfl.Digests;
using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>The rules for single values of an inventory; checked as they are read.</summary>
internal sealed class InventoryValueRules(InventoryDocument document, InventoryTexts texts, InventoryPlace place, InventoryBounds bounds)
{
    private int _malformedDigests;

    // ---- Members -----------------------------------------------------------------------------------------------------

    public void OnType(string? type)
    {
        document.Type = type;
        if (SpecificationVersion.TryParseInventoryType(type, out SpecificationVersion specification))
        {
            document.Specification = specification;
        }
        else if (type is not null)
        {
            place.Note(
                FindingCodes.E038,
                $"The type {FindingNotes.Show(type)} is not that of a known version of the specification; for OCFL 1.1 it must be "
                    + $"{SpecificationVersion.V11.InventoryType}.",
                NamesOther(type) ? FaultImpact.StopsReading : FaultImpact.StopsUpdates);
        }
    }

    /// <summary>
    /// Whether a type is that of a version of OCFL that is not known here, so that the meaning of its inventories is not known either.
    /// </summary>
    private static bool NamesOther(string type) =>
        type.StartsWith("https://ocfl.io/", StringComparison.Ordinal) && type.EndsWith("/spec/#inventory", StringComparison.Ordinal);

    public void OnDigestAlgorithm(string? name)
    {
        if (name is "sha512" or "sha256")
        {
            document.DigestAlgorithm = name;
        }
        else if (name is not null)
        {
            place.Note(
                FindingCodes.E025,
                $"The digest algorithm {FindingNotes.Show(name)} is not for content addressing; it must be 'sha512' or 'sha256'.");
        }
    }

    public void OnHead(string? head)
    {
        document.HeadText = head;
        if (VersionNumber.TryParse(head, out VersionNumber number))
        {
            document.Head = number;
        }
        else if (head is not null)
        {
            place.Note(
                FindingCodes.E040,
                $"The head {FindingNotes.Show(head)} is not the name of a version directory; it must be that of the newest, such as v1.");
        }
    }

    public void OnContentDirectory(string? name)
    {
        document.ContentDirectory = name;
        if (name is null)
        {
            document.HasUsableContentDirectory = false;
            return;
        }

        string shown = FindingNotes.Show(name);
        if (name.Contains('/', StringComparison.Ordinal))
        {
            place.Note(FindingCodes.E017, $"The content directory {shown} contains a slash; it must be the name of one directory.");
        }

        if (name is "." or "..")
        {
            place.Note(FindingCodes.E018, $"The content directory must not be {shown}; it must be the name of one directory.");
        }

        document.HasUsableContentDirectory = name is not ("" or "." or "..") && name.AsSpan().IndexOfAny('/', '\0') < 0;
        if (!document.HasUsableContentDirectory && name is not ("." or ".."))
        {
            place.Note(FindingCodes.E108, $"The content directory {shown} does not name a direct child of a version directory; it must.");
        }
    }

    public void OnCreated(string? text)
    {
        place.Version!.CreatedText = text;
        if (text is null)
        {
            return;
        }

        if (Rfc3339.TryParse(text, out DateTimeOffset value))
        {
            place.Version.Created = value;
        }
        else
        {
            place.Note(
                FindingCodes.E049,
                $"The time {FindingNotes.Show(text)} is not a date and time of RFC 3339; it must exist, go to the second and have a time "
                    + "zone, such as 2026-08-01T12:00:00Z.");
        }
    }

    // ---- Digests -----------------------------------------------------------------------------------------------------

    public void OnDigest(int digest)
    {
        CountMalformedDigest(digest);
        (bool isExactlyNew, bool isNew) = texts.Digests.AddToSet(digest);
        if (isNew)
        {
            return;
        }

        string shown = FindingNotes.Show(texts.Digests[digest]);
        if (!isExactlyNew)
        {
            place.NoteDuplicate(texts.Digests[digest]);
        }

        if (place.Frame.Scope == InventoryScope.Manifest)
        {
            place.Note(FindingCodes.E096, $"The digest {shown} comes more than once in the manifest; it must occur once, in whatever case.");
        }
        else if (place.Frame.Scope == InventoryScope.FixityBlock)
        {
            place.Note(
                FindingCodes.E097,
                $"The digest {shown} comes more than once in the fixity block of {place.FixityAlgorithm}; it must occur once, in "
                    + "whatever case.");
        }
        else if (isExactlyNew)
        {
            place.Note(
                FindingCodes.E050,
                $"The digest {shown} comes in two cases in one state; it must be written exactly as in the manifest, and once.");
        }
    }

    /// <summary>
    /// What is wrong with digests is reported at the end, when their algorithm is known. A file with too many of them is not held in
    /// memory until then.
    /// </summary>
    private void CountMalformedDigest(int digest)
    {
        if (place.Frame.Scope != InventoryScope.FixityBlock
            && !texts.Digests.IsWellFormed(digest, DigestAlgorithm.Sha512) && !texts.Digests.IsWellFormed(digest, DigestAlgorithm.Sha256)
            && ++_malformedDigests > bounds.MaxErrors)
        {
            bounds.StopAtLimit(string.Create(CultureInfo.InvariantCulture, $"more than {bounds.MaxErrors} of its keys are not digests"));
        }
    }

    // ---- Paths -------------------------------------------------------------------------------------------------------

    /// <returns>The path's number.</returns>
    public int OnPath(ReadOnlySpan<byte> text)
    {
        int path = texts.Paths.Intern(text);
        PathFlaws flaws = PathFlawFinder.Find(text);
        if (flaws != PathFlaws.None)
        {
            NoteFlaws(texts.Paths[path], flaws);
        }

        PathTree.Fit fit = texts.Paths.AddToSet(path);
        if (fit != PathTree.Fit.Fits)
        {
            NoteConflict(texts.Paths[path], fit);
        }

        return path;
    }

    private void NoteFlaws(string path, PathFlaws flaws)
    {
        bool isLogical = place.Frame.Parent == InventoryScope.State;
        string what = isLogical ? "logical path" : "content path";
        string shown = FindingNotes.Show(path);
        if (flaws.HasFlag(PathFlaws.Empty))
        {
            place.Note(isLogical ? FindingCodes.E051 : FindingCodes.E098, $"A {what} is empty; it must have at least one element.");
        }

        if (flaws.HasFlag(PathFlaws.Element))
        {
            place.Note(
                isLogical ? FindingCodes.E052 : FindingCodes.E099,
                $"The {what} {shown} has an element that is '.', '..' or empty; it must have none.");
        }

        if (flaws.HasFlag(PathFlaws.Slash))
        {
            place.Note(isLogical ? FindingCodes.E053 : FindingCodes.E100, $"The {what} {shown} begins or ends with a slash; it must not.");
        }

        if (flaws.HasFlag(PathFlaws.Nul) && !isLogical)
        {
            place.Note(FindingCodes.E098, $"The {what} {shown} holds a NUL character, so that no file can have it.");
        }
    }

    private void NoteConflict(string path, PathTree.Fit fit)
    {
        (FindingCode code, string what) = place.Frame.Parent == InventoryScope.State
            ? (FindingCodes.E095, "logical path")
            : (FindingCodes.E101, "content path");
        string problem = fit == PathTree.Fit.Twice
            ? "comes more than once; it must occur once"
            : "is also the beginning of another path, or has another path as its beginning; a file cannot be a directory, too";
        place.Note(code, $"The {what} {FindingNotes.Show(path)} {problem}.");
    }
}
