using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using OcflFunctions.Client;
using OcflFunctions.Contracts;

namespace Ocfl.Cli.Service;

/// <summary>
/// One object of a service as a storage that can be read: its declaration, its inventory with a sidecar, and its content files. The service
/// has content by version and logical path; the inventory says which those are. So everything that reads an object in a folder can read
/// it here, and verifies it in the same way.
/// </summary>
internal sealed class ServiceObjectStorage(ServiceConnection service, string objectId) : IStorage
{
    private readonly ConcurrentDictionary<int, Lazy<Task<IReadOnlyDictionary<string, long>>>> _sizes = new();
    private VersionPage? _facts;
    private VersionPage? _next;
    private Inventory? _inventory;

    public string Location => service.Address;

    public IPendingArea? PendingArea => null;

    /// <summary>Opens the object.</summary>
    /// <exception cref="OcflFunctionsException">There is no such object.</exception>
    public async Task<OcflObject?> OpenAsync(CancellationToken cancellationToken)
    {
        _next = await service.Client.GetObjectAsync(objectId, cancellationToken).ConfigureAwait(false);
        OcflObject? opened = await OcflObject.TryOpenAsync(this, _next.ObjectRoot, cancellationToken).ConfigureAwait(false);
        _inventory = opened?.Inventory;
        return opened;
    }

    public async Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default)
    {
        if (path == At(Inventory.FileName))
        {
            _next = await CallAsync(() => service.Client.GetObjectAsync(objectId, cancellationToken)).ConfigureAwait(false);
            return new StorageFile(path, 0, _next.InventoryDigest, default);
        }

        return Find(path) is { } found
            && await FindSizeAsync(found, cancellationToken).ConfigureAwait(false) is { } length
            ? new StorageFile(path, length, found.Digest, default)
            : null;
    }

    public async Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new StorageReadOptions();
        StorageReader reader = await OpenAsync(path, options, cancellationToken).ConfigureAwait(false);
        if (options.IfMatch is { } tag && tag != reader.File.ETag)
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw new StorageConditionException(path, "it has been replaced");
        }

        return reader;
    }

    public async IAsyncEnumerable<StorageEntry> ListAsync(
        string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        if (directory != _facts?.ObjectRoot || recursive)
        {
            yield break;
        }

        foreach (string name in (string[])[
            _inventory!.Specification.ObjectDeclaration, Inventory.FileName, $"{Inventory.FileName}.{_facts.DigestAlgorithm}"])
        {
            yield return new StorageEntry(StorageEntryKind.File, At(name));
        }
    }

    public Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) => throw ReadOnly();

    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        throw ReadOnly();

    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        throw ReadOnly();

    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) => throw ReadOnly();

    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) => throw ReadOnly();

    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) => throw ReadOnly();

    private static NotSupportedException ReadOnly() => new("An object of a service is changed by updates.");

    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception failure) when (ServiceFaults.IsOfService(failure))
        {
            throw ServiceFaults.ToStorage(failure);
        }
    }

    private string At(string name) => StoragePath.Combine((_facts ?? _next)!.ObjectRoot, name);

    private Task<StorageReader> OpenAsync(string path, StorageReadOptions options, CancellationToken cancellationToken) =>
        path == At(Inventory.FileName) ? OpenInventoryAsync(path, cancellationToken)
        : _facts is { } facts && path == At($"{Inventory.FileName}.{facts.DigestAlgorithm}") ? Task.FromResult(OpenSidecar(path, facts))
        : Find(path) is { } found ? OpenContentAsync(path, found, options, cancellationToken)
        : throw new StorageFileNotFoundException(path, Location);

    // If another version is committed between the two calls, the digest is that of another inventory, and it is read again.
    private async Task<StorageReader> OpenInventoryAsync(string path, CancellationToken cancellationToken)
    {
        _facts = Interlocked.Exchange(ref _next, null)
            ?? await CallAsync(() => service.Client.GetObjectAsync(objectId, cancellationToken)).ConfigureAwait(false);
        ObjectDownload download = await CallAsync(
            () => service.Client.OpenInventoryAsync(objectId, cancellationToken)).ConfigureAwait(false);
        return new StorageReader(
            new StorageFile(path, download.Length ?? 0, _facts.InventoryDigest, download.LastModified ?? default), download.Content);
    }

    private static StorageReader OpenSidecar(string path, VersionPage facts)
    {
        byte[] text = Encoding.UTF8.GetBytes($"{facts.InventoryDigest} {Inventory.FileName}\n");
        return new StorageReader(new StorageFile(path, text.Length, facts.InventoryDigest, default), new MemoryStream(text));
    }

    private async Task<StorageReader> OpenContentAsync(
        string path, PlacedContent found, StorageReadOptions options, CancellationToken cancellationToken)
    {
        bool isPart = options.Offset > 0 || options.Length is not null;
        if (isPart && (options.Length == 0 || options.Offset >= await FindSizeAsync(found, cancellationToken).ConfigureAwait(false)))
        {
            return new StorageReader(new StorageFile(path, 0, found.Digest, default), Stream.Null);
        }

        ContentSelection selection = new()
        {
            Version = found.Version.Number.ToString(),
            Offset = options.Offset,
            Length = options.Length,
        };
        try
        {
            ObjectDownload download = await service.Client.OpenContentAsync(
                objectId, found.LogicalPath, selection, cancellationToken).ConfigureAwait(false);
            return new StorageReader(
                new StorageFile(path, download.TotalLength ?? 0, found.Digest, download.LastModified ?? default), download.Content);
        }
        catch (OcflFunctionsException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            throw new StorageFileNotFoundException(path, Location, missing);
        }
        catch (Exception failure) when (ServiceFaults.IsOfService(failure))
        {
            throw ServiceFaults.ToStorage(failure);
        }
    }

    /// <summary>The newest version that has a content, and a file of it there; null for what is no content file.</summary>
    private PlacedContent? Find(string path)
    {
        string above = _facts is { ObjectRoot.Length: > 0 } facts ? facts.ObjectRoot + "/" : "";
        if (_inventory is not { } inventory
            || !path.StartsWith(above, StringComparison.Ordinal)
            || !inventory.Manifest.TryGetDigest(path[above.Length..], out string? digest))
        {
            return null;
        }

        for (int index = inventory.Versions.Count - 1; index >= 0; index--)
        {
            if (inventory.Versions[index].State.TryGetPaths(digest, out IReadOnlyList<string>? paths) && paths.Count > 0)
            {
                return new PlacedContent(digest, new OcflVersion(
                    inventory.Head.WithNumber(index + 1), inventory.Versions[index], IsMutable: false), paths[0]);
            }
        }

        return null;
    }

    private async Task<long?> FindSizeAsync(PlacedContent found, CancellationToken cancellationToken)
    {
        // All sizes of a version at once: one page of a list has those of many files.
        IReadOnlyDictionary<string, long> sizes = await _sizes.GetOrAdd(
            found.Version.Number.Number,
            _ => new Lazy<Task<IReadOnlyDictionary<string, long>>>(() => CallAsync(() => ReadSizesAsync(found.Version, cancellationToken))))
            .Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        return sizes.TryGetValue(found.Digest, out long size) ? size : null;
    }

    private async Task<IReadOnlyDictionary<string, long>> ReadSizesAsync(OcflVersion version, CancellationToken cancellationToken)
    {
        const int pageSize = 1000;
        Dictionary<string, long> sizes = new(StringComparer.OrdinalIgnoreCase);
        await foreach (FileSummary file in service.Client.ListFilesAsync(
            objectId, version.Number.ToString(), prefix: null, pageSize, cancellationToken).ConfigureAwait(false))
        {
            if (file.Size is { } size)
            {
                sizes[file.Digest] = size;
            }
        }

        return sizes;
    }

    /// <summary>A content, and where the service has it.</summary>
    private sealed record PlacedContent(string Digest, OcflVersion Version, string LogicalPath);
}
