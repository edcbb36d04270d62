using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>Validates one object: from its root's listing through its inventories down to its content.</summary>
internal sealed class ObjectValidator(ObjectContext context)
{
    private readonly List<InventoryFile> _olderInventories = [];
    private readonly InventoryFiles _inventories = new(context);

    /// <summary>The object's id, where it could be read.</summary>
    public string? ObjectId { get; private set; }

    /// <summary>The version that the root's inventory names as its head; null where that could not be read.</summary>
    public VersionNumber? Head { get; private set; }

    /// <summary>The digest of the root's inventory by its own algorithm; null where it could not be read.</summary>
    public string? InventoryDigest { get; private set; }

    /// <summary>The version that the object declares; null where it declares no known one.</summary>
    public SpecificationVersion? Declared { get; private set; }

    /// <summary>Whether the object declares a version that is newer than all known ones.</summary>
    public bool IsOfFutureVersion { get; private set; }

    /// <summary>Directories in the object's root that are not part of it.</summary>
    public IReadOnlyList<string> UnexpectedDirectories { get; private set; } = [];

    /// <summary>Whether the object has an extension that is not registered.</summary>
    public bool HasUnregisteredExtension { get; private set; }

    /// <summary>The report on it, when it has been validated.</summary>
    /// <param name="findings">What was found.</param>
    public ValidationReport Report(IReadOnlyList<Finding> findings) => new(ValidationTarget.OcflObject, context.Root, findings)
    {
        ObjectId = ObjectId,
        Head = Head,
        InventoryDigest = InventoryDigest,
        Specification = Declared,
    };

    /// <summary>Validates it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ObjectRootListing listing = await ObjectRootListing.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        UnexpectedDirectories = listing.UnexpectedDirectories;
        IsOfFutureVersion = listing.Declarations.Exists(Declaration.OfObject.IsOfFutureVersion);
        Declared = await Declaration.OfObject.CheckAsync(listing.Declarations, context, cancellationToken).ConfigureAwait(false);
        InventoryFile? root = await ReadRootInventoryAsync(listing, cancellationToken).ConfigureAwait(false);
        await listing.ForgetMarksAsync(context, Described(root?.Document), cancellationToken).ConfigureAwait(false);
        await listing.ReportAsync(context, cancellationToken).ConfigureAwait(false);
        await CheckVersionDirectoriesAsync(listing, root?.Document, cancellationToken).ConfigureAwait(false);

        InventoryDocument? inventory = root?.Document is { IsComplete: true, Manifest: not null } usable ? usable : null;
        ContentIndex? index = inventory is null ? null : new(inventory, WithFixity);
        PriorInventoryChecks? checks = root?.Document is { IsComplete: true } complete ? new(context, complete, index) : null;
        List<VersionDirectory> directories = [];
        foreach (VersionNumber number in listing.Versions)
        {
            directories.Add(
                await ReadVersionDirectoryAsync(
                    number, number == listing.Versions[^1], root, checks, cancellationToken).ConfigureAwait(false));
        }

        await CheckStaleSidecarAsync(root, cancellationToken).ConfigureAwait(false);
        ContentChecks content = new(context, index);
        await content.CompareStatedDigestsAsync(cancellationToken).ConfigureAwait(false);
        context.ReleaseTexts();
        await content.CheckAsync(directories, inventory, cancellationToken).ConfigureAwait(false);
        if (checks is not null)
        {
            await checks.ReportMissingAsync(cancellationToken).ConfigureAwait(false);
        }

        await CheckExtensionsAsync(listing, root, cancellationToken).ConfigureAwait(false);
    }

    // If no content is read, comparing all stated digests costs nothing.
    private bool WithFixity => context.Options.Fixity || context.Options.Depth == ValidationDepth.Structure;

    private async Task<InventoryFile?> ReadRootInventoryAsync(ObjectRootListing listing, CancellationToken cancellationToken)
    {
        if (!listing.HasInventory)
        {
            if (!context.IsUnreadable(Inventory.FileName))
            {
                await context.ReportAtAsync(
                    FindingCodes.E063,
                    await DescribeWithoutInventoryAsync(cancellationToken).ConfigureAwait(false),
                    "",
                    cancellationToken).ConfigureAwait(false);
            }

            return null;
        }

        if (await _inventories.ReadAsync("", listing.Sidecars, same: null, cancellationToken).ConfigureAwait(false) is not { } file)
        {
            return null;
        }

        InventoryDocument document = file.Document!;
        ObjectId = document.Id;
        Head = document.Head;
        InventoryDigest = file.Digests.Digests
            .Where(digest => digest.Key.Name == document.DigestAlgorithm)
            .Select(digest => digest.Value)
            .FirstOrDefault();
        context.Specification = Declared ?? document.Specification ?? context.Specification;
        await context.ReportAsync(document.Findings, context.Specification, cancellationToken).ConfigureAwait(false);
        await CheckExtraSidecarsAsync(listing, document, cancellationToken).ConfigureAwait(false);
        if (Declared is SpecificationVersion declared && document.Specification is SpecificationVersion type && declared != type)
        {
            await context.ReportAsync(
                FindingCodes.E038,
                $"The object declares OCFL {declared}, but its inventory's type is that of {type}; it must be {declared.InventoryType}.",
                new(Inventory.FileName, "/type"),
                cancellationToken).ConfigureAwait(false);
        }

        return file;
    }

    private async Task<string> DescribeWithoutInventoryAsync(CancellationToken cancellationToken)
    {
        const string Rule = "There is no inventory.json in the object's root; there must be one.";
        try
        {
            return await UnfinishedObject.IsAtAsync(context.Storage, context.Root, cancellationToken).ConfigureAwait(false)
                ? $"{Rule} It is not an object yet: {UnfinishedObject.Description}."
                : Rule;
        }
        catch (StorageException)
        {
            return Rule;
        }
    }

    private async Task CheckExtraSidecarsAsync(ObjectRootListing listing, InventoryDocument document, CancellationToken cancellationToken)
    {
        string? right = document.DigestAlgorithm is null ? null : $"{Inventory.FileName}.{document.DigestAlgorithm}";
        foreach (string name in listing.Sidecars.Where(name => right is not null && listing.Sidecars.Contains(right) && name != right))
        {
            await context.ReportAtAsync(
                FindingCodes.E001,
                $"The file {FindingNotes.Show(name)} is beside the sidecar {right}; an object's root must have no other.",
                name,
                cancellationToken).ConfigureAwait(false);
        }
    }

    // ---- Version directories -----------------------------------------------------------------------------------------

    private async Task CheckVersionDirectoriesAsync(
        ObjectRootListing listing, InventoryDocument? inventory, CancellationToken cancellationToken)
    {
        if (listing.Versions.Count == 0 && listing.IsWhole)
        {
            await context.ReportAtAsync(
                FindingCodes.E008,
                "There is no version directory; an object must have at least one.",
                "",
                cancellationToken).ConfigureAwait(false);
        }

        List<Finding> findings = [];
        if (listing.IsWhole)
        {
            VersionSequence.Check(listing.Versions, new FindingNotes(findings, "", null, int.MaxValue), FindingCodes.E012, null);
        }

        HashSet<(string Code, string? Version)> known = [.. inventory?.Findings.Select(KeyOf) ?? []];
        foreach (Finding finding in findings.Where(finding => !known.Contains(KeyOf(finding))))
        {
            FindingLocation location = finding.Location with { Path = finding.Location.Version ?? "" };
            await context.ReportAsync(
                [finding with { Location = location }], context.Specification, cancellationToken).ConfigureAwait(false);
        }

        if (inventory is { IsComplete: true, HasVersions: true })
        {
            await CompareVersionsAsync(listing.Versions, inventory, cancellationToken).ConfigureAwait(false);
        }
    }

    private static HashSet<VersionNumber> Described(InventoryDocument? inventory) =>
        [.. inventory?.Versions.Where(version => version.Number is not null).Select(version => version.Number!.Value) ?? []];

    private static (string Code, string? Version) KeyOf(Finding finding) => (finding.Code, finding.Location.Version);

    private async Task CompareVersionsAsync(
        List<VersionNumber> directories, InventoryDocument inventory, CancellationToken cancellationToken)
    {
        if (inventory.Head is VersionNumber head
            && directories.Count > 0
            && directories[^1].Number > head.Number
            && !inventory.Findings.Exists(finding => finding.Code == FindingCodes.E040.Name))
        {
            await context.ReportAsync(
                FindingCodes.E040,
                $"The head is {head}, but there is a version directory {directories[^1]}; the head must be the newest.",
                new(Inventory.FileName, "/head"),
                cancellationToken).ConfigureAwait(false);
        }

        HashSet<VersionNumber> described = Described(inventory);
        foreach (VersionNumber directory in directories.Where(directory => !described.Contains(directory)))
        {
            await context.ReportAsync(
                FindingCodes.E046,
                $"The inventory describes no version {directory}, but there is a directory of that name; the inventory must describe "
                    + "all of them.",
                new(directory.ToString(), null, directory.ToString()),
                cancellationToken).ConfigureAwait(false);
        }

        HashSet<VersionNumber> present = [.. directories];
        foreach (VersionNumber version in described.Order().Where(version => !present.Contains(version)
            && !context.IsUnreadable(version.ToString())))
        {
            await context.ReportAsync(
                FindingCodes.E046,
                $"The inventory describes {version}, but there is no directory of that name; there must be one.",
                new(Inventory.FileName, "/versions/" + version, version.ToString()),
                cancellationToken).ConfigureAwait(false);
            await context.ReportAsync(
                FindingCodes.E010,
                $"The version directory {version} is missing; there must be one for every version.",
                new(version.ToString(), null, version.ToString()),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<VersionDirectory> ReadVersionDirectoryAsync(
        VersionNumber number, bool isNewest, InventoryFile? root, PriorInventoryChecks? checks, CancellationToken cancellationToken)
    {
        VersionDirectory directory = await VersionDirectory.ReadAsync(
            number, root?.Document, context, cancellationToken).ConfigureAwait(false);
        if (!directory.HasInventory)
        {
            if (!context.IsUnreadable(StoragePath.Combine(directory.Name, Inventory.FileName)))
            {
                await context.ReportAsync(
                    FindingCodes.W010,
                    $"The version directory {number} has no inventory; it should have one.",
                    new(directory.Name, null, directory.Name),
                    cancellationToken).ConfigureAwait(false);
            }

            return directory;
        }

        bool isHead = root?.Document?.Head == number;
        if (await _inventories.ReadAsync(
            directory.Name, directory.Sidecars, isHead ? root : null, cancellationToken).ConfigureAwait(false) is not { } file)
        {
            return directory;
        }

        await CheckExtraSidecarsAsync(directory, file.Document ?? root?.Document, cancellationToken).ConfigureAwait(false);
        if (file.Document is null)
        {
            return directory;
        }

        // A directory beyond the head is the most recent one, too.
        bool isBeyondHead = isNewest && root?.Document?.Head is VersionNumber head && number.Number > head.Number;
        if (isHead || (isBeyondHead && !file.IsSameFile(root!)))
        {
            await context.ReportAsync(
                FindingCodes.E064,
                $"The inventory of {number} differs from the one in the object's root; they must be the same.",
                new(file.Path, null, directory.Name),
                cancellationToken).ConfigureAwait(false);
        }

        SpecificationVersion rules = file.Document.Specification ?? context.Specification;
        await context.ReportAsync(
            NewIn(file.Document, root?.Document),
            rules < context.Specification ? rules : context.Specification,
            cancellationToken).ConfigureAwait(false);
        _olderInventories.Add(file with { Document = null });
        if (checks is not null && file.Document.IsComplete)
        {
            await checks.CheckAsync(number, file.Document, cancellationToken).ConfigureAwait(false);
        }

        return directory;
    }

    /// <summary>What an older inventory adds: every version repeats the fixity algorithms of the ones before.</summary>
    private static List<Finding> NewIn(InventoryDocument older, InventoryDocument? root) =>
        root is not null && older.UnknownFixity.All(root.UnknownFixity.Contains)
            ? [.. older.Findings.Where(finding => finding.Code != FindingCodes.UnknownFixityAlgorithm.Name)]
            : older.Findings;

    private async Task CheckExtraSidecarsAsync(VersionDirectory directory, InventoryDocument? document, CancellationToken cancellationToken)
    {
        string? right = document?.DigestAlgorithm is null ? null : $"{Inventory.FileName}.{document.DigestAlgorithm}";
        foreach (string name in directory.Sidecars.Where(name => right is not null && directory.Sidecars.Contains(right) && name != right))
        {
            await context.ReportAsync(
                FindingCodes.E015,
                $"The file {FindingNotes.Show(name)} is beside the sidecar {right}; a version directory must have no other.",
                new(StoragePath.Combine(directory.Name, name), null, directory.Name),
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A sidecar that states the digest of an older inventory was written before the last change to its own.</summary>
    private async Task CheckStaleSidecarAsync(InventoryFile? root, CancellationToken cancellationToken)
    {
        if (root?.StatedDigest is not string stated || IsDigestOf(stated, root))
        {
            return;
        }

        foreach (InventoryFile older in _olderInventories.Where(older => IsDigestOf(stated, older)))
        {
            string sidecar = $"{Inventory.FileName}.{root.Document!.DigestAlgorithm}";
            await context.ReportAtAsync(
                FindingCodes.E062,
                $"The sidecar states the digest of {older.Path}; it must be written when all changes to the inventory have been made.",
                sidecar,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsDigestOf(string stated, InventoryFile file) =>
        file.Digests.Digests.Any(digest => digest.Value.Equals(stated, StringComparison.OrdinalIgnoreCase));

    // ---- Extensions and logs -----------------------------------------------------------------------------------------

    private async Task CheckExtensionsAsync(ObjectRootListing listing, InventoryFile? root, CancellationToken cancellationToken)
    {
        if (listing.HasExtensions)
        {
            (HasUnregisteredExtension, bool hasMutableHead) = await ExtensionsDirectory.CheckAsync(
                context, FindingCodes.E067, FindingCodes.W013, cancellationToken).ConfigureAwait(false);
            if (hasMutableHead && root?.Document is { IsComplete: true })
            {
                await new MutableHeadChecks(context, root).CheckAsync(cancellationToken).ConfigureAwait(false);
            }

            await ExtensionsDirectory.CheckBelowAsync(context, cancellationToken).ConfigureAwait(false);
        }

        // The specification has no rule for the contents of logs: their directory may also be empty.
        IAsyncEnumerable<StorageEntry> logs = listing.HasLogs
            ? context.ListAsync("logs", recursive: true, cancellationToken)
            : AsyncEnumerable.Empty<StorageEntry>();
        await foreach (StorageEntry entry in logs.ConfigureAwait(false))
        {
            await context.ReportSpecialAsync(entry, strayCode: null, cancellationToken).ConfigureAwait(false);
        }
    }
}
