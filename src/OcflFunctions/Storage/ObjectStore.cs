using Microsoft.Extensions.Options;
using Ocfl;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Hosting;

namespace OcflFunctions.Storage;

/// <summary>The OCFL storage root: opened when it is first needed, and created if it does not exist and the settings allow it.</summary>
public sealed class ObjectStore(IStorage storage, IOptions<OcflOptions> options)
{
    /// <summary>The setting for the largest inventory.</summary>
    public const string MaxInventoryBytes = $"{OcflOptions.Section}:{nameof(OcflOptions.Storage)}:"
        + $"{nameof(RootStoreOptions.MaxInventoryBytes)}";

    private volatile StorageRoot? _root;

    /// <summary>The storage.</summary>
    public IStorage Storage { get; } = storage;

    /// <summary>The root.</summary>
    /// <exception cref="StorageRootException">It does not exist and may not be created, or there is something else.</exception>
    /// <exception cref="StorageException">The storage cannot be reached.</exception>
    public async Task<StorageRoot> GetRootAsync(CancellationToken cancellationToken) => _root ??= await OpenAsync(cancellationToken);

    /// <summary>The current state of the object that an update is for.</summary>
    /// <exception cref="InvalidUpdateException">The object's id has no place in the root, or the object cannot be updated.</exception>
    public async Task<UpdateTarget> GetTargetAsync(string objectId, CancellationToken cancellationToken)
    {
        StorageRoot root = await GetRootAsync(cancellationToken);
        try
        {
            OcflObject? found = await root.OpenObjectAsync(objectId, cancellationToken);
            return found is null
                ? await GetNewTargetAsync(root, objectId, cancellationToken)
                : await UpdateTarget.FromAsync(found, cancellationToken);
        }
        catch (Exception problem)
            when (problem is LayoutException
                or UnknownLayoutException
                or ObjectIdMismatchException
                or MisplacedObjectException
                or CorruptObjectException)
        {
            throw new InvalidUpdateException(problem.Message, problem);
        }
        catch (InventoryTooLargeException problem)
        {
            throw new InvalidUpdateException($"{problem.Message} The limit is the setting {MaxInventoryBytes}.", problem);
        }
    }

    /// <summary>Refuses a new object if the root has its id anywhere else. It reads the ids of all objects.</summary>
    /// <exception cref="InvalidUpdateException">There is such an object, or one whose id cannot be read.</exception>
    public async Task RequireNowhereAsync(string objectId, CancellationToken cancellationToken)
    {
        StorageRoot root = await GetRootAsync(cancellationToken);
        ObjectSearch found = await root.SearchAsync(objectId, cancellationToken);
        if (found.ObjectRoot is { } elsewhere)
        {
            throw new InvalidUpdateException(new MisplacedObjectException(objectId, elsewhere, root.GetObjectRoot(objectId)).Message);
        }

        if (found.Unread is { } unread)
        {
            throw new InvalidUpdateException(
                $"Whether the storage root has the object '{objectId}' already cannot be said, since an object in it cannot be read: "
                    + $"{unread.Problem}");
        }
    }

    /// <summary>Why an object is not found, as the end of a sentence: where the layout puts it, and where it is.</summary>
    public async Task<string?> DescribeMissingAsync(string objectId, CancellationToken cancellationToken)
    {
        StorageRoot root = await GetRootAsync(cancellationToken);
        try
        {
            string expected = root.GetObjectRoot(objectId);
            return await root.FindMisplacedAsync(objectId, cancellationToken) is { } elsewhere
                ? $"the storage root's layout puts it at '{expected}', and it is at '{elsewhere}'; validate the storage root, and move "
                    + "it to its place"
                : $"the storage root's layout puts it at '{expected}', and nothing is there; an object that is elsewhere is reported "
                    + "where the storage root is validated";
        }
        catch (Exception problem) when (problem is LayoutException or UnknownLayoutException)
        {
            return problem is LayoutException ? problem.Message.TrimEnd('.') : null;
        }
    }

    /// <summary>
    /// Where an object is, complete or not: at the path that the layout gives it, if anything exists there; without a known layout
    /// by reading the ids of all objects.
    /// </summary>
    /// <returns>Null if there is no such object.</returns>
    public async Task<string?> FindObjectRootAsync(string objectId, CancellationToken cancellationToken)
    {
        StorageRoot root = await GetRootAsync(cancellationToken);
        if (root.Layout is not { } layout)
        {
            return await root.FindObjectRootAsync(objectId, cancellationToken);
        }

        try
        {
            string objectRoot = layout.GetObjectRoot(objectId);
            return await Storage.ListAsync(objectRoot, recursive: false, cancellationToken).AnyAsync(cancellationToken) ? objectRoot : null;
        }
        catch (LayoutException)
        {
            return null;
        }
    }

    private static async Task<UpdateTarget> GetNewTargetAsync(StorageRoot root, string objectId, CancellationToken cancellationToken)
    {
        string objectRoot = root.GetObjectRoot(objectId);
        if (await root.FindOverlapAsync(objectRoot, cancellationToken) is { } other)
        {
            throw new InvalidUpdateException(
                $"The object '{objectId}' would be at '{objectRoot}', and the object at '{other}' is in its way: no object may be "
                    + "within another (OCFL 1.1, section 4.3).");
        }

        return await root.FindMisplacedAsync(objectId, cancellationToken) is { } elsewhere
            ? throw new MisplacedObjectException(objectId, elsewhere, objectRoot)
            : new UpdateTarget { ObjectId = objectId, ObjectRoot = objectRoot };
    }

    private async Task<StorageRoot> OpenAsync(CancellationToken cancellationToken) =>
        (await OpenOrCreateAsync(cancellationToken)).WithInventoryLimits(options.Value.Storage.ToInventoryLimits());

    private async Task<StorageRoot> OpenOrCreateAsync(CancellationToken cancellationToken)
    {
        Storage.PendingArea?.RequireUsable();
        if (!options.Value.Storage.CreateRoot || await IsRootAsync(cancellationToken))
        {
            return await StorageRoot.OpenAsync(Storage, cancellationToken: cancellationToken);
        }

        IStorageLayout layout = StorageLayouts.Default.Create(LayoutName(options.Value.Layout));
        return await StorageRoot.InitializeAsync(Storage, new StorageRootOptions { Layout = layout }, cancellationToken: cancellationToken);
    }

    private async Task<bool> IsRootAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StorageRoot.OpenAsync(Storage, cancellationToken: cancellationToken);
            return true;
        }
        catch (StorageRootException)
        {
            return false;
        }
    }

    private static string LayoutName(string nameOrNumber) =>
        StorageLayouts.Default.TryGetName(nameOrNumber, out string? name) ? name : nameOrNumber;
}

/// <summary>There is no such object. Permanent: a retry would fail again.</summary>
/// <param name="objectId">The object's id.</param>
/// <param name="reason">Why not, as the end of a sentence; null for no reason.</param>
public sealed class ObjectNotFoundException(string objectId, string? reason = null)
    : OcflException($"There is no object '{objectId}'{(reason is null ? "" : ": " + reason)}.");
