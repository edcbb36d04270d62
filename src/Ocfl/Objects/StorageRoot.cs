using System.Diagnostics.CodeAnalysis;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>A storage root (OCFL 1.1, section 4): a storage whose top declares it, with objects below.</summary>
public sealed class StorageRoot
{
    private readonly StorageLayouts _layouts;
    private readonly ObjectListing _objects;
    private readonly string _layoutProblem;
    private readonly ObjectCache? _opened;
    private readonly LayoutFile? _layoutFile;
    private readonly InventoryLimits _limits;

    private StorageRoot(
        IStorage storage,
        SpecificationVersion specification,
        StorageLayouts layouts,
        LayoutFile? layoutFile,
        IStorageLayout? layout,
        string layoutProblem,
        InventoryLimits? limits = null)
    {
        Storage = storage;
        Specification = specification;
        _layouts = layouts;
        _layoutFile = layoutFile;
        _limits = limits ?? InventoryLimits.Default;
        LayoutName = layoutFile?.Extension;
        Description = layoutFile?.Description;
        Layout = layout;
        _layoutProblem = layoutProblem;
        _objects = new ObjectListing(storage);

        // In folders, two states of a file within one tick of the clock cannot be distinguished, and reading is fast.
        _opened = storage.PendingArea is null ? new ObjectCache() : null;
    }

    /// <summary>Where it is.</summary>
    public IStorage Storage { get; }

    /// <summary>The version of the specification that it declares.</summary>
    public SpecificationVersion Specification { get; }

    /// <summary>
    /// Where its objects are; null if it does not declare a layout, or not one that is known here (<see cref="LayoutProblem"/>).
    /// </summary>
    public IStorageLayout? Layout { get; }

    /// <summary>Why <see cref="Layout"/> is null, as the end of a sentence; null when it is not.</summary>
    public string? LayoutProblem => Layout is null ? _layoutProblem : null;

    /// <summary>The extension that <c>ocfl_layout.json</c> names; null when there is no such file, or none that can be read.</summary>
    public string? LayoutName { get; }

    /// <summary>What <c>ocfl_layout.json</c> says about the arrangement; null when it does not.</summary>
    public string? Description { get; }

    /// <summary>Opens a storage root. A layout that is not known, or whose configuration is wrong, does not stop that.</summary>
    /// <param name="storage">Its top is the root.</param>
    /// <param name="layouts">The layouts that are known; null for the registered ones.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageRootException">It is not a storage root, or one of a version of the specification that is not
    /// known.</exception>
    public static async Task<StorageRoot> OpenAsync(
        IStorage storage, StorageLayouts? layouts = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        if (await RootDeclaration.FindAsync(storage, cancellationToken).ConfigureAwait(false) is not { } specification)
        {
            throw new StorageRootException(
                storage.Location, await RootDeclaration.DescribeOtherAsync(storage, cancellationToken).ConfigureAwait(false));
        }

        return await OpenDeclaredAsync(storage, specification, layouts ?? StorageLayouts.Default, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Creates a storage root in an empty storage, or completes one that was started. Several processes may do so at once. If there is one
    /// with the same specification and layout, nothing happens.
    /// </summary>
    /// <param name="storage">Its top is to be the root.</param>
    /// <param name="options">What it is to be; null for a root of the newest specification with the default layout, 0004.</param>
    /// <param name="layouts">The layouts that are known; null for the registered ones.</param>
    /// <param name="cancellationToken">Stops it; it can then be started again.</param>
    /// <exception cref="StorageRootException">There is something else, or a storage root of another kind.</exception>
    /// <exception cref="ArgumentException">The layout is not among the known ones.</exception>
    public static async Task<StorageRoot> InitializeAsync(
        IStorage storage, StorageRootOptions? options = null, StorageLayouts? layouts = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        options ??= new StorageRootOptions();
        layouts ??= StorageLayouts.Default;
        if (options.Layout is { } wanted && !layouts.Contains(wanted.ExtensionName))
        {
            throw new ArgumentException(
                $"The layout {wanted.ExtensionName} is not among the known ones, so that the root could not be opened again.",
                nameof(layouts));
        }

        storage.PendingArea?.RequireUsable();
        StorageRootInitializer initializer = new(storage, options);
        await initializer.WriteAsync(cancellationToken).ConfigureAwait(false);

        StorageRoot root = await OpenAsync(storage, layouts, cancellationToken).ConfigureAwait(false);
        initializer.RequireSame(root);
        return root;
    }

    /// <summary>The same root, with limits for reading the inventories of its objects.</summary>
    public StorageRoot WithInventoryLimits(InventoryLimits limits) =>
        new(Storage, Specification, _layouts, _layoutFile, Layout, _layoutProblem, limits);

    /// <summary>The directory in which an object with this id belongs, whether there is one or not.</summary>
    /// <exception cref="UnknownLayoutException">The root has no layout that is known.</exception>
    /// <exception cref="LayoutException">The layout has no place for this id.</exception>
    public string GetObjectRoot(string objectId) =>
        Layout is { } layout ? layout.GetObjectRoot(objectId) : throw new UnknownLayoutException(Storage.Location, _layoutProblem);

    /// <summary>
    /// The directory of an object: where the layout puts it, or by reading the ids of all objects where there is no known layout.
    /// </summary>
    /// <returns>Null when there is no such object.</returns>
    public async Task<string?> FindObjectRootAsync(string objectId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(objectId);
        if (Layout is null)
        {
            return await FindByIdAsync(objectId, cancellationToken).ConfigureAwait(false);
        }

        if (!TryGetObjectRoot(objectId, out string? objectRoot))
        {
            return null;
        }

        WalkedKind kind = await new DirectoryClassifier(Storage).GetKindAsync(objectRoot, cancellationToken).ConfigureAwait(false);
        return kind == WalkedKind.ObjectRoot ? objectRoot : null;
    }

    /// <summary>
    /// An object that prevents a new one, since one would be within the other (OCFL 1.1, section 4.3). That can happen with layouts that
    /// turn ids into paths, not with layouts that hash ids.
    /// </summary>
    /// <param name="objectRoot">Where the new object is to be.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The directory of an object above or below, also of one that is being created; null if there is none.</returns>
    public Task<string?> FindOverlapAsync(string objectRoot, CancellationToken cancellationToken = default) =>
        ObjectOverlap.FindAsync(Storage, objectRoot, cancellationToken);

    /// <summary>
    /// Opens an object (<see cref="OcflObject.TryOpenAsync(IStorage, string, CancellationToken)"/>). On a storage that writes in place that
    /// is two requests, for its inventory and its sidecar, and one if this root has opened it before and its inventory is still in the same
    /// state.
    /// </summary>
    /// <returns>Null when there is no such object.</returns>
    /// <exception cref="ObjectIdMismatchException">In its place there is an object with another id.</exception>
    /// <exception cref="CorruptObjectException">The object's inventory cannot be relied on.</exception>
    /// <exception cref="InventoryTooLargeException">It is longer than <see cref="WithInventoryLimits"/> allows.</exception>
    public async Task<OcflObject?> OpenObjectAsync(string objectId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(objectId);
        string? objectRoot = Layout is null
            ? await FindByIdAsync(objectId, cancellationToken).ConfigureAwait(false)
            : TryGetObjectRoot(objectId, out string? place) ? place : null;
        if (objectRoot is null || await OpenAtAsync(objectRoot, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        return found.Inventory.Id == objectId ? found : throw new ObjectIdMismatchException(objectRoot, objectId, found.Inventory.Id);
    }

    /// <summary>
    /// Searches for an object beside the place that the layout has for it: under a name that another tool may have given it, in another
    /// case or with percent-encoding in upper case. To be called before an object is created. It lists one directory and opens few
    /// inventories.
    /// </summary>
    /// <returns>
    /// The object's directory; null when there is none under such a name. It may still be elsewhere: <see cref="SearchAsync"/>.
    /// </returns>
    public async Task<string?> FindMisplacedAsync(string objectId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(objectId);
        return Layout is not null && TryGetObjectRoot(objectId, out string? expected)
            ? await new MisplacedObjects(Storage).FindAsync(objectId, expected, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>
    /// Searches the whole root for an object by reading the ids of all objects. That takes time in proportion to their number.
    /// </summary>
    public Task<ObjectSearch> SearchAsync(string objectId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(objectId);
        return _objects.SearchAsync(objectId, cancellationToken);
    }

    /// <summary>
    /// All objects in the order of their directories, name by name (ordinal), found by walking; and at its place what could not be read
    /// (<see cref="ObjectEntry.IsUnreadable"/>), which does not stop the listing. Memory is bounded however many there are. What is written
    /// meanwhile may or may not be listed.
    /// </summary>
    /// <param name="readIds">Whether the objects' ids are read from their inventories.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IAsyncEnumerable<ObjectEntry> ListObjectsAsync(bool readIds = false, CancellationToken cancellationToken = default) =>
        _objects.ListAsync(after: null, readIds, cancellationToken);

    /// <summary>The same from a place on, to list a root in parts.</summary>
    /// <param name="after">
    /// The <see cref="ObjectEntry.Root"/> that came last, which is left out with all that is in it; need not exist any more. Null for all.
    /// </param>
    /// <param name="readIds">Whether the objects' ids are read from their inventories.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IAsyncEnumerable<ObjectEntry> ListObjectsAfterAsync(
        string? after, bool readIds = false, CancellationToken cancellationToken = default) =>
        _objects.ListAsync(after, readIds, cancellationToken);

    /// <summary>
    /// The same with the objects' ids, and with a problem also what has only an object's declaration or only its inventory, links, which
    /// are not followed, and what could not be read. A declaration alone is the remains of an object; on a storage that writes in place,
    /// it may be an object that is being created.
    /// </summary>
    /// <param name="cancellationToken">Stops it.</param>
    public IAsyncEnumerable<ObjectEntry> ListObjectsWithRemainsAsync(CancellationToken cancellationToken = default) =>
        _objects.ListWithRemainsAsync(cancellationToken);

    /// <summary>Some objects, and what could not be read, in the order of their directories, name by name (ordinal).</summary>
    /// <param name="after">The <see cref="ObjectPage.Next"/> of the page before; null for the first page. Need not exist any more.</param>
    /// <param name="count">The most there may be in the page.</param>
    /// <param name="readIds">Whether the objects' ids are read from their inventories.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal Task<ObjectPage> ListObjectsPageAsync(
        string? after = null, int count = 100, bool readIds = false, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _objects.ListPageAsync(after, count, readIds, cancellationToken);
    }

    /// <summary>
    /// Makes the root declare a newer version of the specification. Its objects stay as they are, which is allowed (section 4.2).
    /// </summary>
    /// <param name="specification">The version. The root's own completes an upgrade that was started, or changes nothing.</param>
    /// <param name="cancellationToken">Stops it; it can then be done again.</param>
    /// <returns>The root as it is then.</returns>
    /// <exception cref="StorageRootException">The root is newer.</exception>
    public async Task<StorageRoot> UpgradeAsync(SpecificationVersion specification, CancellationToken cancellationToken = default)
    {
        if (specification < Specification)
        {
            throw new StorageRootException(
                Storage.Location, $"declares OCFL {Specification}, which cannot be taken back to {specification}");
        }

        await RootDeclaration.WriteAsync(Storage, specification, cancellationToken).ConfigureAwait(false);
        foreach (SpecificationVersion older in RootDeclaration.Known.Where(known => known < specification))
        {
            await Storage.DeleteAsync(older.RootDeclaration, etag: null, cancellationToken).ConfigureAwait(false);
        }

        return await OpenAsync(Storage, _layouts, cancellationToken).ConfigureAwait(false);
    }

    private async Task<OcflObject?> OpenAtAsync(string objectRoot, CancellationToken cancellationToken)
    {
        if (_opened?.Get(objectRoot) is { } known && await known.IsUnchangedAsync(cancellationToken).ConfigureAwait(false))
        {
            return known;
        }

        OcflObject? found = await OcflObject.TryOpenAsync(Storage, objectRoot, _limits, cancellationToken).ConfigureAwait(false);
        // An object whose sidecar does not agree is being committed, or the commit was interrupted: that changes, and the inventory does
        // not show it.
        if (found?.SidecarETag is not null)
        {
            _opened?.Add(found);
        }

        return found;
    }

    private static async Task<StorageRoot> OpenDeclaredAsync(
        IStorage storage, SpecificationVersion specification, StorageLayouts layouts, CancellationToken cancellationToken)
    {
        LayoutFile? file = null;
        try
        {
            byte[]? content = await SmallFile.TryReadAsync(storage, LayoutFile.Name, cancellationToken).ConfigureAwait(false);
            if (content is null)
            {
                return new StorageRoot(storage, specification, layouts, null, null, $"it has no {LayoutFile.Name}");
            }

            file = LayoutFile.Parse(content);
            byte[]? configuration = StoragePath.IsValid(file.Extension)
                ? await SmallFile.TryReadAsync(
                    storage, LayoutFile.GetConfigurationPath(file.Extension), cancellationToken).ConfigureAwait(false)
                : null;
            bool isKnown = layouts.TryCreate(file.Extension, configuration, out IStorageLayout? layout);
            return new StorageRoot(
                storage, specification, layouts, file, layout, isKnown ? "" : $"the layout '{file.Extension}' is not known");
        }
        catch (Exception exception) when (exception is InvalidDataException or LayoutConfigurationException)
        {
            return new StorageRoot(storage, specification, layouts, file, null, exception.Message.TrimEnd('.'));
        }
    }

    private bool TryGetObjectRoot(string objectId, [NotNullWhen(true)] out string? objectRoot)
    {
        try
        {
            objectRoot = GetObjectRoot(objectId);
            return true;
        }
        catch (LayoutException)
        {
            objectRoot = null;
            return false;
        }
    }

    /// <exception cref="StorageException">It was not found, and not everything could be read.</exception>
    private async Task<string?> FindByIdAsync(string objectId, CancellationToken cancellationToken)
    {
        ObjectSearch found = await SearchAsync(objectId, cancellationToken).ConfigureAwait(false);
        return found is { ObjectRoot: null, Unread: { IsUnreadable: true, Problem: { } problem } }
            ? throw new StorageException(
                $"The object was not found where it could be searched for, but not everything could be searched: {problem}")
            : found.ObjectRoot;
    }
}
