using System.Globalization;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>
/// Validates a mutable HEAD by the rules of its extension (0005). OCFL itself has no rule about what is in an extension, so that
/// nothing here makes an object invalid.
/// </summary>
internal sealed class MutableHeadChecks
{
    private const string Head = MutableHead.Directory + "/head";
    private const string Revisions = MutableHead.Directory + "/revisions";
    private const string RootSidecarPrefix = "root-" + Inventory.FileName + ".";

    private readonly ObjectContext _context;
    private readonly ObjectContext _content;
    private readonly InventoryFile _root;
    private readonly SortedSet<int> _revisions = [];

    /// <summary>The checks of one object.</summary>
    /// <param name="context">The object's.</param>
    /// <param name="root">The inventory of its root, complete.</param>
    public MutableHeadChecks(ObjectContext context, InventoryFile root)
    {
        _context = context;
        _content = context.With(finding => finding with
        {
            Code = FindingCodes.MutableHeadContent.Name,
            Severity = FindingSeverity.Warning,
            Location = new(finding.Location.Path),
        });
        _root = root;
    }

    /// <summary>Checks it; to be called where there is a directory of the extension.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await CheckDirectoryAsync(cancellationToken).ConfigureAwait(false);
        await CheckRevisionsAsync(cancellationToken).ConfigureAwait(false);
        if (await ReadInventoryAsync(cancellationToken).ConfigureAwait(false) is not { } document)
        {
            return;
        }

        await CheckHeadDirectoryAsync(document, cancellationToken).ConfigureAwait(false);
        if (!document.IsComplete || document.Manifest is null)
        {
            return;
        }

        await CompareWithRootAsync(document, cancellationToken).ConfigureAwait(false);
        await CheckManifestAsync(document, cancellationToken).ConfigureAwait(false);
        await CheckContentAsync(document, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask ReportAsync(FindingCode code, string message, string path, CancellationToken cancellationToken) =>
        _context.ReportAtAsync(code, message, path, cancellationToken);

    // ---- Directories -------------------------------------------------------------------------------------------------

    private async Task CheckDirectoryAsync(CancellationToken cancellationToken)
    {
        bool hasSidecar = false;
        await foreach (StorageEntry entry in ListAsync(MutableHead.Directory, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind == StorageEntryKind.File && entry.Name.StartsWith(RootSidecarPrefix, StringComparison.Ordinal))
            {
                hasSidecar = true;
                await CheckRootSidecarAsync(
                    _context.Local(entry.Path), entry.Name[RootSidecarPrefix.Length..], cancellationToken).ConfigureAwait(false);
            }
            else if (entry.Kind == StorageEntryKind.File
                || (entry.Kind == StorageEntryKind.Directory && entry.Name is not ("head" or "revisions")))
            {
                await ReportAsync(
                    FindingCodes.MutableHeadStructure,
                    $"{FindingNotes.Show(entry.Name)} is not a part of a mutable HEAD; there must be nothing but the copy of the root's "
                        + "sidecar, 'revisions' and 'head'.",
                    _context.Local(entry.Path),
                    cancellationToken).ConfigureAwait(false);
            }
        }

        if (!hasSidecar
            && !_context.IsUnreadable(StoragePath.Combine(MutableHead.Directory, $"{RootSidecarPrefix}{_root.Document!.DigestAlgorithm}")))
        {
            await ReportAsync(
                FindingCodes.MutableHeadStructure,
                $"The mutable HEAD has no copy of the root's sidecar; there must be one, named '{RootSidecarPrefix}' and the digest "
                    + "algorithm.",
                MutableHead.Directory,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CheckRootSidecarAsync(string path, string algorithm, CancellationToken cancellationToken)
    {
        (bool isRead, string? text) = await _context.ReadShortTextAsync(
            path, InventorySidecar.MaxLength, cancellationToken).ConfigureAwait(false);
        string? digest = _root.Digests.Digests.Where(known => known.Key.Name == algorithm).Select(known => known.Value).FirstOrDefault();
        if (isRead && (!InventorySidecar.TryParse(text, out string? stated)
            || !string.Equals(stated, digest, StringComparison.OrdinalIgnoreCase)))
        {
            await ReportAsync(
                FindingCodes.MutableHeadStructure,
                "The mutable HEAD is not based on the object's newest version: the copy of the root's sidecar must state the digest of "
                    + "the root's inventory. A version was added since, or the copy is damaged.",
                path,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CheckHeadDirectoryAsync(InventoryDocument document, CancellationToken cancellationToken)
    {
        await foreach (StorageEntry entry in ListAsync(Head, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            bool belongs = entry.Kind switch
            {
                StorageEntryKind.File => entry.Name == Inventory.FileName || IsSidecarOf(document, entry.Name),
                StorageEntryKind.Directory => entry.Name == document.EffectiveContentDirectory,
                _ => true,
            };
            if (!belongs)
            {
                await ReportAsync(
                    FindingCodes.MutableHeadStructure,
                    $"{FindingNotes.Show(entry.Name)} is not a part of a version; there must be nothing but an inventory, its sidecar "
                        + "and the content directory.",
                    _context.Local(entry.Path),
                    cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsSidecarOf(InventoryDocument document, string name) =>
        document.DigestAlgorithm is { } algorithm ? name == $"{Inventory.FileName}.{algorithm}" : InventoryFiles.IsSidecar(name);

    private async Task CheckRevisionsAsync(CancellationToken cancellationToken)
    {
        bool isWhole = true;
        await foreach (StorageEntry entry in _context.ListAsync(
            Revisions, recursive: false, cancellationToken, () => isWhole = false).ConfigureAwait(false))
        {
            string path = _context.Local(entry.Path);
            if (entry.Kind == StorageEntryKind.Other)
            {
                continue;
            }

            if (entry.Kind != StorageEntryKind.File || !TryParseRevision(entry.Name, out int revision))
            {
                await ReportAsync(
                    FindingCodes.MutableHeadStructure,
                    $"{FindingNotes.Show(entry.Name)} is not a revision marker; there must be nothing but files that are named 'r1', "
                        + "'r2' and so on.",
                    path,
                    cancellationToken).ConfigureAwait(false);
                continue;
            }

            _revisions.Add(revision);
            (bool isRead, string? text) = await _context.ReadShortTextAsync(
                path, entry.Name.Length, cancellationToken).ConfigureAwait(false);
            if (isRead && text != entry.Name)
            {
                await ReportAsync(
                    FindingCodes.MutableHeadStructure,
                    $"The revision marker must hold its name, '{entry.Name}', and nothing else.",
                    path,
                    cancellationToken).ConfigureAwait(false);
            }
        }

        if (isWhole && (_revisions.Count == 0 || _revisions.Max != _revisions.Count))
        {
            await ReportAsync(
                FindingCodes.MutableHeadStructure,
                "A revision marker is missing; there must be one for every change to the mutable HEAD, from 'r1' without a gap.",
                Revisions,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool TryParseRevision(string name, out int revision)
    {
        revision = 0;
        return name.Length > 1
            && name[0] == 'r'
            && name[1] != '0'
            && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out revision);
    }

    // ---- Inventory ---------------------------------------------------------------------------------------------------

    private async Task<InventoryDocument?> ReadInventoryAsync(CancellationToken cancellationToken)
    {
        ObjectContext mapped = _context.With(finding => finding.Severity != FindingSeverity.Error
            ? null
            : finding with
            {
                Code = FindingCodes.MutableHeadInventory.Name,
                Severity = FindingSeverity.Warning,
                Message = $"{finding.Code}: {finding.Message}",
            });
        List<string> sidecars = [];
        bool hasInventory = false;
        await foreach (StorageEntry entry in ListAsync(Head, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            hasInventory |= entry is { Kind: StorageEntryKind.File, Name: Inventory.FileName };
            if (entry.Kind == StorageEntryKind.File && InventoryFiles.IsSidecar(entry.Name))
            {
                sidecars.Add(entry.Name);
            }
        }

        if (!hasInventory)
        {
            if (!_context.IsUnreadable(StoragePath.Combine(Head, Inventory.FileName)))
            {
                await ReportAsync(
                    FindingCodes.MutableHeadStructure,
                    "The mutable HEAD has no inventory; where there is no mutable HEAD, there must not be a directory for it.",
                    Head,
                    cancellationToken).ConfigureAwait(false);
            }

            return null;
        }

        InventoryFile? file = await new InventoryFiles(mapped, allowsMutableHead: true).ReadAsync(
            Head, sidecars, same: null, cancellationToken).ConfigureAwait(false);
        if (file?.Document is not { } document)
        {
            return null;
        }

        await mapped.ReportAsync(document.Findings, _context.Specification, cancellationToken).ConfigureAwait(false);
        return document;
    }

    private async Task CompareWithRootAsync(InventoryDocument document, CancellationToken cancellationToken)
    {
        InventoryDocument root = _root.Document!;
        string path = StoragePath.Combine(Head, Inventory.FileName);
        foreach (string fault in MutableHeadDifferences.Find(document, root))
        {
            await ReportAsync(FindingCodes.MutableHeadInventory, fault, path, cancellationToken).ConfigureAwait(false);
        }
    }

    // ---- Content -----------------------------------------------------------------------------------------------------

    private async Task CheckManifestAsync(InventoryDocument document, CancellationToken cancellationToken)
    {
        string content = $"{Head}/{document.EffectiveContentDirectory}/";
        HashSet<string> used = new(StringComparer.OrdinalIgnoreCase);
        used.UnionWith(document.Versions.Find(version => version.Key == document.HeadText)?.State?.Select(entry => entry.Digest) ?? []);
        foreach ((string path, string digest) in OwnContent(document))
        {
            string revision = path.StartsWith(content, StringComparison.Ordinal) ? path[content.Length..].Split('/', 2)[0] : "";
            if (!TryParseRevision(revision, out int number) || !_revisions.Contains(number))
            {
                await ReportAsync(
                    FindingCodes.MutableHeadStructure,
                    $"{FindingNotes.Show(path)} is not in the directory of a revision; content of a mutable HEAD must be.",
                    path,
                    cancellationToken).ConfigureAwait(false);
            }

            if (!used.Contains(digest))
            {
                await ReportAsync(
                    FindingCodes.MutableHeadStructure,
                    $"The manifest names {FindingNotes.Show(path)}, which the version's state no longer uses; a mutable HEAD must not "
                        + "keep it.",
                    path,
                    cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> OwnContent(InventoryDocument document) =>
        document.Manifest!.Paths.Where(path => path.Key.StartsWith(Head + "/", StringComparison.Ordinal));

    private async Task CheckContentAsync(InventoryDocument document, CancellationToken cancellationToken)
    {
        InventoryDocument own = new()
        {
            DigestAlgorithm = document.DigestAlgorithm,
            Manifest = new(OwnContent(document).Select(file => new DigestEntry(file.Value, [file.Key]))),
        };
        own.Fixity.AddRange(document.Fixity);
        ContentIndex index = new(own, _context.Options.Fixity);
        ContentHasher hasher = new(_content, index);
        try
        {
            await foreach (StorageEntry entry in ListAsync(
                StoragePath.Combine(Head, document.EffectiveContentDirectory), recursive: true, cancellationToken).ConfigureAwait(false))
            {
                await CheckFileAsync(entry, index, hasher, cancellationToken).ConfigureAwait(false);
            }

            await hasher.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await hasher.StopAsync().ConfigureAwait(false);
        }

        for (int i = 0; i < index.Count; i++)
        {
            if (!index[i].IsFound && !_context.IsUnreadable(index[i].Path))
            {
                await ReportAsync(
                    FindingCodes.MutableHeadContent,
                    $"The manifest names {FindingNotes.Show(index[i].Path)}, but there is no such file; there must be.",
                    index[i].Path,
                    cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task CheckFileAsync(StorageEntry entry, ContentIndex index, ContentHasher hasher, CancellationToken cancellationToken)
    {
        string path = _context.Local(entry.Path);
        int found = index.Find(path);
        if (found >= 0 && entry.Kind == StorageEntryKind.File)
        {
            index[found].IsFound = true;
            if (_context.Options.Depth == ValidationDepth.Content)
            {
                await hasher.AddAsync(index[found], entry.File?.Length ?? 0, cancellationToken).ConfigureAwait(false);
            }
        }
        else if (entry.Kind != StorageEntryKind.Other)
        {
            await ReportAsync(
                FindingCodes.MutableHeadStructure,
                $"{FindingNotes.Show(path)} is not in the manifest of the mutable HEAD; everything in its content directory must be.",
                path,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken) =>
        _context.ListAsync(directory, recursive, cancellationToken);
}
