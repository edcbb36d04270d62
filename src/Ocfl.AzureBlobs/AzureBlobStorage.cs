using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

/// <summary>
/// A container of Azure Blob Storage, or what is below a prefix in it. It writes in place (<see cref="PendingArea"/> is null): every
/// file is one blob, its <see cref="StorageFile.ETag"/> is the service's, and its owner is kept in the blob's metadata.
/// </summary>
/// <remarks>
/// Every write has its own id in the metadata. If a retry finds the file already there, the id shows whether an earlier attempt, whose
/// answer was lost, wrote it. Folder markers of other tools are not files and are not listed.
/// </remarks>
public sealed partial class AzureBlobStorage : IStorage
{
    /// <summary>
    /// The name of the <see cref="System.Diagnostics.ActivitySource"/> whose spans are the requests, and of the
    /// <see cref="System.Diagnostics.Metrics.Meter"/> that counts them (<c>ocfl.storage.requests</c>).
    /// </summary>
    public const string TelemetryName = "Ocfl.AzureBlobs";

    // The name of a folder marker of Hadoop's older drivers (WASB) and of tools of other clouds ends so.
    private const string FolderSuffix = "_$folder$";

    private const int LongestName = 1024;
    private const int MostNames = 254;
    private const string NotEncodable = "it has half of a surrogate pair, which a blob's name cannot have.";

    private readonly AzureBlobStorageOptions _options;
    private readonly TimeProvider _time;
    private readonly BlobContainerClient _container;
    private readonly TokenCredential? _credential;
    private readonly string _prefix;
    private readonly BlobFaults _faults;
    private readonly BlockUploader _uploader;
    private volatile bool _isPrepared;

    /// <summary>Opens a container. No request is sent yet.</summary>
    /// <param name="options">The container, and how to access it.</param>
    /// <param name="timeProvider">For waiting on copies; null for the system's.</param>
    /// <exception cref="ArgumentException">The options name no container, or more than one account.</exception>
    public AzureBlobStorage(AzureBlobStorageOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        _credential = GetCredential(options);
        _container = Connect(options, _credential).GetBlobContainerClient(options.Container);
        _prefix = options.Prefix.Length == 0 ? "" : options.Prefix + "/";
        Location = new Uri(_container.Uri.GetLeftPart(UriPartial.Path)).AbsoluteUri.TrimEnd('/')
            + (options.Prefix.Length == 0 ? "" : "/" + options.Prefix);
        _faults = new(Location);
        _uploader = new(options, _faults);
        _isPrepared = !options.CreateContainer;
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IPendingArea? PendingArea => null;

    /// <inheritdoc/>
    /// <remarks>False in accounts with a hierarchical namespace, too: there a folder stays when its last blob is deleted.</remarks>
    public bool HasDirectories => false;

    /// <summary>Creates the container if it does not exist.</summary>
    /// <exception cref="StorageException">The account cannot be reached, or does not allow it.</exception>
    public async Task EnsureContainerAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
        {
            throw _faults.Translate(fault, "");
        }
    }

    /// <inheritdoc/>
    /// <remarks>See "Naming and Referencing Containers, Blobs, and Metadata" in the reference of the service.</remarks>
    public string? FindNameFault(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = _prefix + path;
        return name.Length > LongestName ? $"a blob's name has at most {LongestName} characters, and this would have {name.Length}."
            : name.AsSpan().Count('/') >= MostNames ? $"a blob's name is a path of at most {MostNames} names."
            : name.Contains('\\', StringComparison.Ordinal) ? "a backslash in a blob's name is treated as a slash."
            : name.EndsWith(FolderSuffix, StringComparison.Ordinal)
                ? $"an empty blob whose name ends in '{FolderSuffix}' is a folder marker."
            : IsEncodable(name) ? null
            : NotEncodable;
    }

    /// <inheritdoc/>
    public async Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default)
    {
        BlockBlobClient blob = GetBlob(path);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        return (await GetStateAsync(blob, path, cancellationToken).ConfigureAwait(false))?.File;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StorageEntry> ListAsync(
        string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string prefix = GetDirectoryPrefix(directory);
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        if (recursive)
        {
            await foreach (BlobItem blob in EnumerateAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                if (ToEntry(blob) is { } entry)
                {
                    yield return entry;
                }
            }

            yield break;
        }

        AsyncPageable<BlobHierarchyItem> items = _container.GetBlobsByHierarchyAsync(
            BlobTraits.Metadata | BlobTraits.CopyStatus, BlobStates.None, "/", prefix, cancellationToken);
        await foreach (BlobHierarchyItem item in TranslateAsync(items, cancellationToken).ConfigureAwait(false))
        {
            if ((item.IsPrefix ? ToDirectory(item.Prefix) : ToEntry(item.Blob)) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <inheritdoc/>
    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default)
    {
        StoragePath.Validate(directory);
        return Task.CompletedTask;
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared)
        {
            return;
        }

        try
        {
            await EnsureContainerAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException failure) when (failure.InnerException is RequestFailedException { Status: 401 or 403 })
        {
            // The credentials may allow use of the container but not its creation. If it does not exist, the next request fails.
        }

        _isPrepared = true;
    }

    private static TokenCredential? GetCredential(AzureBlobStorageOptions options)
    {
        bool opensWithToken = options.ServiceUri is { } uri && !uri.Query.Contains("sig=", StringComparison.Ordinal);
        return !opensWithToken ? null
            : options.Credential is { } given ? given
            : options.ManagedIdentityClientId is { Length: > 0 } clientId
                ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
            : new DefaultAzureCredential();
    }

    private static BlobServiceClient Connect(AzureBlobStorageOptions options, TokenCredential? credential)
    {
        // Other tools mark folders by names that end in a slash: those must not be confused with the name without it.
        BlobClientOptions client = new() { TrimBlobNameSlashes = false };
        client.Retry.Mode = RetryMode.Exponential;
        client.Retry.MaxRetries = 5;
        client.Retry.Delay = TimeSpan.FromSeconds(0.5);
        client.Retry.MaxDelay = TimeSpan.FromSeconds(30);
        client.AddPolicy(BlobRequestPolicy.Create(options.MeterFactory), HttpPipelinePosition.PerRetry);
        options.ConfigureClient?.Invoke(client);
        return options.ServiceUri is not { } uri ? new BlobServiceClient(options.ConnectionString, client)
            : credential is null ? new BlobServiceClient(uri, client)
            : new BlobServiceClient(uri, credential, client);
    }

    private BlockBlobClient GetBlob(string path)
    {
        StoragePath.Validate(path);
        return IsEncodable(path)
            ? _container.GetBlockBlobClient(_prefix + path)
            : throw new ArgumentException($"'{path}' cannot be a path here: {NotEncodable}", nameof(path));
    }

    private static bool IsEncodable(string path)
    {
        ReadOnlySpan<char> rest = path;
        while (!rest.IsEmpty)
        {
            if (System.Text.Rune.DecodeFromUtf16(rest, out _, out int length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    private string GetDirectoryPrefix(string directory) =>
        directory.Length == 0 ? _prefix : _prefix + StoragePath.Validate(directory) + "/";

    private async Task<BlobState?> GetStateAsync(BlobBaseClient blob, string path, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties found = await blob.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return IsFile(found.Metadata, found.ContentLength, found.BlobCopyStatus) ? BlobState.Of(path, found) : null;
        }
        catch (Exception fault) when (BlobFaults.IsBlobMissing(fault))
        {
            return null;
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
        {
            throw _faults.Translate(fault, path);
        }
    }

    // The destination of an asynchronous copy exists before its bytes do, and stays without them if the copy fails.
    private static bool IsFile(IDictionary<string, string>? metadata, long? length, CopyStatus? copyStatus) =>
        (length is not 0 || !BlobMetadata.IsFolder(metadata)) && (copyStatus is null or CopyStatus.Success);

    private IAsyncEnumerable<BlobItem> EnumerateAsync(string prefix, CancellationToken cancellationToken) =>
        TranslateAsync(
            _container.GetBlobsAsync(BlobTraits.Metadata | BlobTraits.CopyStatus, BlobStates.None, prefix, cancellationToken),
            cancellationToken);

    private StorageEntry? ToEntry(BlobItem blob)
    {
        string path = blob.Name[_prefix.Length..];
        if (IsFolderMarker(blob))
        {
            return null;
        }

        if (!IsFile(blob.Metadata, blob.Properties.ContentLength, blob.Properties.CopyStatus))
        {
            // An interrupted copy of our own is retried; the destination of another tool's copy has no content yet.
            return BlobMetadata.GetWriteId(blob.Metadata) is null
                ? new(StorageEntryKind.Other, path) { Fault = "is the destination of a copy that is in progress or has failed" }
                : null;
        }

        return StoragePath.IsValid(path)
            ? new(StorageEntryKind.File, path, BlobState.Of(path, blob).File)
            : new(StorageEntryKind.Other, path);
    }

    private StorageEntry ToDirectory(string prefix)
    {
        string path = prefix[_prefix.Length..^1];
        return new(StoragePath.IsValid(path) ? StorageEntryKind.Directory : StorageEntryKind.Other, path);
    }

    private static bool IsFolderMarker(BlobItem blob) =>
        blob.Properties.ContentLength is 0
            && (BlobMetadata.IsFolder(blob.Metadata)
                || blob.Name.EndsWith('/')
                || blob.Name.EndsWith(FolderSuffix, StringComparison.Ordinal));

    private async IAsyncEnumerable<T> TranslateAsync<T>(
        AsyncPageable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : notnull
    {
        IAsyncEnumerator<T> each = items.GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable _ = each.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync().ConfigureAwait(false))
                {
                    yield break;
                }
            }
            catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
            {
                throw _faults.Translate(fault, "");
            }

            yield return each.Current;
        }
    }
}
