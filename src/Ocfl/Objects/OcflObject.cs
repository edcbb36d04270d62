using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>An object that is open for reading (OCFL 1.1, section 3), as it was when it was opened. Immutable.</summary>
public sealed class OcflObject
{
    private const int MaxAttempts = 5;

    private readonly LoadedInventory _loaded;
    private readonly InventoryLimits _limits;

    private OcflObject(IStorage storage, string root, LoadedInventory loaded, MutableHead? mutableHead, InventoryLimits limits)
    {
        _loaded = loaded;
        _limits = limits;
        Storage = storage;
        Root = root;
        Inventory = loaded.Inventory;
        InventoryDigest = loaded.Digest;
        InventoryETag = loaded.ETag;
        SidecarETag = loaded.SidecarETag;
        MutableHead = mutableHead;
        Versions = [.. CurrentInventory.Versions.Select((description, index) =>
            new OcflVersion(CurrentInventory.Head.WithNumber(index + 1), description, IsMutable: index >= Inventory.Versions.Count))];
    }

    /// <summary>Where it is.</summary>
    public IStorage Storage { get; }

    /// <summary>The object's directory in the storage; empty when it is the storage's top.</summary>
    public string Root { get; }

    /// <summary>The object's id.</summary>
    public string Id => Inventory.Id;

    /// <summary>The root inventory.</summary>
    public Inventory Inventory { get; }

    /// <summary>The digest of the root inventory's bytes in its own algorithm, lower-case hexadecimal.</summary>
    public string InventoryDigest { get; }

    /// <summary>The state of the root inventory's file that was read (<see cref="StorageFile.ETag"/>).</summary>
    public string InventoryETag { get; }

    /// <summary>
    /// The state of the root sidecar's file; null when it did not agree with the inventory, and that of the head's version did.
    /// </summary>
    public string? SidecarETag { get; }

    /// <summary>
    /// The object's mutable HEAD; null when it has none, or was not asked for (<see cref="WithMutableHeadAsync"/>). While it has one, no
    /// version may be added.
    /// </summary>
    public MutableHead? MutableHead { get; }

    /// <summary>The inventory that readers use: the mutable HEAD's if there is a usable one, otherwise the root's.</summary>
    public Inventory CurrentInventory => MutableHead?.Inventory ?? Inventory;

    /// <summary>All versions, oldest first; the mutable HEAD last, if there is one that can be used.</summary>
    public IReadOnlyList<OcflVersion> Versions { get; }

    /// <summary>The newest version.</summary>
    public OcflVersion Head => Versions[^1];

    /// <summary>
    /// Opens an object, by reading its inventory and its sidecar. The inventory is checked against the sidecar. Since a writer replaces the
    /// sidecar a moment after the inventory,
    /// an inventory that agrees with the sidecar in its head's version directory, which was written before, is taken, too.
    /// </summary>
    /// <param name="storage">Where it is.</param>
    /// <param name="objectRoot">The object's directory; empty for the storage's top.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null when there is none: also if there is a declaration but no inventory, since such an object is being created.</returns>
    /// <exception cref="CorruptObjectException">The inventory breaks a rule, or agrees with no sidecar.</exception>
    public static Task<OcflObject?> TryOpenAsync(IStorage storage, string objectRoot, CancellationToken cancellationToken = default) =>
        TryOpenAsync(storage, objectRoot, InventoryLimits.Default, cancellationToken);

    /// <param name="storage">Where it is.</param>
    /// <param name="objectRoot">The object's directory; empty for the storage's top.</param>
    /// <param name="limits">How much of an inventory is read at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InventoryTooLargeException">The inventory is longer than allowed.</exception>
    /// <inheritdoc cref="TryOpenAsync(IStorage, string, CancellationToken)"/>
    public static async Task<OcflObject?> TryOpenAsync(
        IStorage storage, string objectRoot, InventoryLimits limits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(objectRoot);
        return await TryLoadAsync(storage, objectRoot, limits, cancellationToken).ConfigureAwait(false) is { } loaded
            ? new OcflObject(storage, objectRoot, loaded, mutableHead: null, limits)
            : null;
    }

    /// <summary>
    /// The object with its mutable HEAD (extension 0005) as its newest version, where it has one; this very object where it has none.
    /// </summary>
    public async Task<OcflObject> WithMutableHeadAsync(CancellationToken cancellationToken = default) =>
        await TryLoadMutableHeadAsync(cancellationToken).ConfigureAwait(false) is { } mutableHead
            ? new OcflObject(Storage, Root, _loaded, mutableHead, _limits)
            : this;

    /// <summary>The version of the specification that the object's declaration names; the newer of two while it is upgraded.</summary>
    /// <exception cref="CorruptObjectException">There is no declaration beside the inventory.</exception>
    public async Task<SpecificationVersion> ReadDeclaredSpecificationAsync(CancellationToken cancellationToken = default) =>
        (await ObjectSurroundings.ReadAsync(Storage, Root, cancellationToken).ConfigureAwait(false)).Declared[0];

    /// <summary>Whether the root inventory's file is still the one that was read.</summary>
    internal async Task<bool> IsUnchangedAsync(CancellationToken cancellationToken) =>
        (await Storage.GetFileAsync(StoragePath.Combine(Root, Inventory.FileName), cancellationToken).ConfigureAwait(false))?.ETag
            == InventoryETag;

    /// <summary>A version by its number, with any padding.</summary>
    /// <exception cref="VersionNotFoundException">There is no such version.</exception>
    public OcflVersion GetVersion(int number) =>
        number >= 1 && number <= Versions.Count ? Versions[number - 1] : throw new VersionNotFoundException(Id, number, Head.Number);

    /// <summary>Opens a file of a version.</summary>
    /// <param name="version">One of <see cref="Versions"/>.</param>
    /// <param name="logicalPath">The file's path in it.</param>
    /// <param name="options">Which part, and whether it is verified; null for the whole, not verified.</param>
    /// <param name="cancellationToken">Stops the opening, not the reading.</param>
    /// <exception cref="LogicalPathNotFoundException">The version has no such file.</exception>
    /// <exception cref="CorruptObjectException">The file's content is not where the manifest says.</exception>
    public Task<ContentReader> OpenFileAsync(
        OcflVersion version, string logicalPath, ContentReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(logicalPath);
        return version.Description.State.TryGetDigest(logicalPath, out string? digest)
            ? OpenContentAsync(digest, options, cancellationToken)
            : throw new LogicalPathNotFoundException(Id, version.Number, logicalPath);
    }

    /// <summary>Opens a content by its digest.</summary>
    /// <param name="digest">One of the manifest's digests, in either case.</param>
    /// <param name="options">Which part, and whether it is verified; null for the whole, not verified.</param>
    /// <param name="cancellationToken">Stops the opening, not the reading.</param>
    /// <exception cref="CorruptObjectException">The manifest has no such digest, or the content is not where it says.</exception>
    public async Task<ContentReader> OpenContentAsync(
        string digest, ContentReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ContentReadOptions();
        RequireWhole(options);
        if (!CurrentInventory.Manifest.TryGetPaths(digest, out IReadOnlyList<string>? contentPaths))
        {
            throw new CorruptObjectException(Root, $"its manifest has no content with the digest {digest}");
        }

        StorageReader reader = await OpenFirstAsync(contentPaths, options, cancellationToken).ConfigureAwait(false);
        return Create(reader, digest, options);
    }

    /// <summary>
    /// Has a content hashed while it is read, as <see cref="ContentReadOptions.Verify"/> does. For a caller that decides when it is open.
    /// </summary>
    /// <param name="whole">A content of this object, or its inventory, opened as a whole, not verified, of which nothing was read.</param>
    /// <returns>The same content, to be disposed in its place.</returns>
    public ContentReader HashWhileRead(ContentReader whole)
    {
        ArgumentNullException.ThrowIfNull(whole);
        return new ContentReader(whole.File, whole.Digest, Verify(whole.File, whole.Digest, whole.Content));
    }

    /// <summary>Opens the root inventory, in the state in which it was read.</summary>
    /// <param name="options">Which part, and whether it is verified; null for the whole, not verified.</param>
    /// <param name="cancellationToken">Stops the opening, not the reading.</param>
    /// <exception cref="StorageConditionException">It has been replaced since.</exception>
    /// <exception cref="StorageFileNotFoundException">It is gone.</exception>
    public async Task<ContentReader> OpenInventoryAsync(
        ContentReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ContentReadOptions();
        RequireWhole(options);
        StorageReader reader = await Storage.OpenReadAsync(
            StoragePath.Combine(Root, Inventory.FileName),
            new StorageReadOptions { Offset = options.Offset, Length = options.Length, IfMatch = InventoryETag },
            cancellationToken).ConfigureAwait(false);
        return Create(reader, InventoryDigest, options);
    }

    /// <summary>The facts of the stored file that has a content, without opening it.</summary>
    /// <param name="digest">A digest, in either case.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null if the manifest does not have the digest, or the content is not where it says.</returns>
    public async Task<StorageFile?> FindContentAsync(string digest, CancellationToken cancellationToken = default)
    {
        if (CurrentInventory.Manifest.TryGetPaths(digest, out IReadOnlyList<string>? contentPaths))
        {
            foreach (string contentPath in contentPaths)
            {
                if (await Storage.GetFileAsync(StoragePath.Combine(Root, contentPath), cancellationToken).ConfigureAwait(false) is { } file)
                {
                    return file;
                }
            }
        }

        return null;
    }

    /// <summary>The changes from one version to another (<see cref="VersionDifference.Compare"/>).</summary>
    public static IReadOnlyList<FileChange> Compare(OcflVersion before, OcflVersion after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return VersionDifference.Compare(before.Description.State, after.Description.State);
    }

    /// <summary>The versions in which a path was added, changed or removed, oldest first; none if no version has it.</summary>
    public IReadOnlyList<PathHistoryEntry> GetHistory(string logicalPath)
    {
        List<PathHistoryEntry> history = [];
        string? last = null;
        foreach (OcflVersion version in Versions)
        {
            string? digest = version.Description.State.TryGetDigest(logicalPath, out string? found) ? found : null;
            if (!string.Equals(digest, last, StringComparison.OrdinalIgnoreCase))
            {
                FileChangeKind kind = last is null
                    ? FileChangeKind.Added
                    : digest is null ? FileChangeKind.Removed : FileChangeKind.Changed;
                history.Add(new PathHistoryEntry(version, kind, digest));
            }

            last = digest;
        }

        return history;
    }

    private static void RequireWhole(ContentReadOptions options)
    {
        if (options.Verify && (options.Offset != 0 || options.Length is not null))
        {
            throw new ArgumentException("Only the whole of a content can be verified while it is read.", nameof(options));
        }
    }

    private static async Task<LoadedInventory?> TryLoadAsync(
        IStorage storage, string objectRoot, InventoryLimits limits, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = StoragePath.Combine(objectRoot, Inventory.FileName);
            LoadedInventory? loaded = await TryReadAsync(storage, objectRoot, path, limits, cancellationToken).ConfigureAwait(false);
            if (loaded is null)
            {
                return null;
            }

            if (await ConfirmAsync(storage, objectRoot, loaded, cancellationToken).ConfigureAwait(false) is { } confirmed)
            {
                return confirmed;
            }

            StorageFile? present = await storage.GetFileAsync(path, cancellationToken).ConfigureAwait(false);
            if (present?.ETag == loaded.ETag || attempt == MaxAttempts)
            {
                throw new CorruptObjectException(
                    objectRoot,
                    $"its inventory has the {loaded.Inventory.DigestAlgorithm} digest {loaded.Digest}, and neither its sidecar nor the "
                        + $"one of {loaded.Inventory.Head} says so");
            }
        }
    }

    private static async Task<LoadedInventory?> TryReadAsync(
        IStorage storage, string objectRoot, string path, InventoryLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadedInventory.TryReadAsync(storage, path, isMutableHead: false, limits, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidInventoryException exception)
        {
            throw new CorruptObjectException(objectRoot, exception.Message.TrimEnd('.'), exception);
        }
    }

    /// <returns>The inventory with its sidecar's state; null when no sidecar agrees with it.</returns>
    private static async Task<LoadedInventory?> ConfirmAsync(
        IStorage storage, string objectRoot, LoadedInventory loaded, CancellationToken cancellationToken)
    {
        Inventory inventory = loaded.Inventory;
        if (await loaded.FindSidecarAsync(
            storage, StoragePath.Combine(objectRoot, inventory.SidecarName), cancellationToken).ConfigureAwait(false) is { } sidecar)
        {
            return loaded with { SidecarETag = sidecar.ETag };
        }

        return await loaded.AgreesWithAsync(
            storage,
            StoragePath.Combine(objectRoot, inventory.Head.ToString(), inventory.SidecarName),
            cancellationToken).ConfigureAwait(false)
            ? loaded
            : null;
    }

    private async Task<MutableHead?> TryLoadMutableHeadAsync(CancellationToken cancellationToken)
    {
        string directory = StoragePath.Combine(Root, MutableHead.Directory, "head");
        try
        {
            LoadedInventory? head = await LoadedInventory.TryReadAsync(
                Storage,
                StoragePath.Combine(directory, Inventory.FileName),
                isMutableHead: true,
                _limits,
                cancellationToken).ConfigureAwait(false);
            if (head is null)
            {
                return null;
            }

            string? problem = await FindProblemAsync(Storage, Root, directory, _loaded, head, cancellationToken).ConfigureAwait(false);
            return new MutableHead(problem is null ? head.Inventory : null, problem);
        }
        catch (InvalidInventoryException exception)
        {
            return new MutableHead(null, exception.Message.TrimEnd('.'));
        }
    }

    private static async Task<string?> FindProblemAsync(
        IStorage storage,
        string objectRoot,
        string directory,
        LoadedInventory root,
        LoadedInventory head,
        CancellationToken cancellationToken)
    {
        if (!await head.AgreesWithAsync(
            storage, StoragePath.Combine(directory, head.Inventory.SidecarName), cancellationToken).ConfigureAwait(false))
        {
            return "its inventory does not agree with its sidecar";
        }

        string rootSidecar = StoragePath.Combine(objectRoot, MutableHead.Directory, "root-" + root.Inventory.SidecarName);
        bool isBasedOnRoot = await root.AgreesWithAsync(storage, rootSidecar, cancellationToken).ConfigureAwait(false);
        return head.Inventory.Id != root.Inventory.Id ? $"its inventory is of another object, '{head.Inventory.Id}'"
            : !isBasedOnRoot || head.Inventory.Head.Number != root.Inventory.Head.Number + 1
                ? $"a version was added to the object since: it is no longer based on {root.Inventory.Head}"
            : null;
    }

    private async Task<StorageReader> OpenFirstAsync(
        IReadOnlyList<string> contentPaths, ContentReadOptions options, CancellationToken cancellationToken)
    {
        StorageReadOptions range = new() { Offset = options.Offset, Length = options.Length };
        foreach (string contentPath in contentPaths)
        {
            // The same content may be in another place.
            string path = StoragePath.Combine(Root, contentPath);
            if (await Storage.TryOpenReadAsync(path, range, cancellationToken).ConfigureAwait(false) is { } reader)
            {
                return reader;
            }
        }

        throw new CorruptObjectException(Root, $"its manifest names '{contentPaths[0]}', which is not there");
    }

    private ContentReader Create(StorageReader reader, string digest, ContentReadOptions options) =>
        new(reader.File, digest, options.Verify ? Verify(reader.File, digest, reader.Content) : reader.Content);

    private VerifyingStream Verify(StorageFile file, string digest, Stream content)
    {
        string root = Root;
        DigestAlgorithm algorithm = DigestAlgorithm.Get(CurrentInventory.DigestAlgorithm);
        return new VerifyingStream(new DigestingReadStream(content, [algorithm]), digest, actual =>
            new CorruptObjectException(
                root, $"'{file.Path}' has the {algorithm} digest {actual}, not {digest} as its manifest says"));
    }
}
