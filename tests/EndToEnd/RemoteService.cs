using Azure.Storage.Blobs;
using Ocfl.AzureBlobs;
using Ocfl.Storage;

namespace EndToEnd;

/// <summary>A service that runs already, as docs/testing.md tells: <c>OCFL_E2E_URL</c> and what goes with it.</summary>
internal sealed class RemoteService : IService
{
    private RemoteService(string address) => Address = new Uri(address.TrimEnd('/') + "/");

    public Uri Address { get; }

    public string? Key { get; } = Profile.Get("OCFL_E2E_KEY");

    public string Sources { get; } = Profile.Get("OCFL_E2E_SOURCES")
        ?? throw new InvalidOperationException(
            "With OCFL_E2E_URL set, OCFL_E2E_SOURCES must name the folder that the service takes sources from.");

    public BlobContainerClient? Incoming { get; } = Profile.Get("OCFL_E2E_SOURCES_CONTAINER") is { } container && Profile.Get(
        "OCFL_E2E_STORAGE") is { } account
        ? new BlobContainerClient(account, container, new BlobClientOptions { TrimBlobNameSlashes = false })
        : null;

    public IStorage? Root { get; } = (IStorage?)Folder("OCFL_E2E_ROOT") ?? Blobs("OCFL_E2E_CONTAINER", "objects", "OCFL_E2E_PREFIX");

    public IStorage? Work { get; } = (IStorage?)Folder("OCFL_E2E_WORK") ?? Blobs("OCFL_E2E_WORK_CONTAINER", "work", "OCFL_E2E_WORK_PREFIX");

    public string Log => "";

    /// <summary>The service at an address, with its container for sources, where it has one: the service itself makes none.</summary>
    public static async Task<RemoteService> ConnectAsync(string address)
    {
        RemoteService service = new(address);
        if (service.Incoming is { } incoming)
        {
            await incoming.CreateIfNotExistsAsync();
        }

        return service;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static LocalStorage? Folder(string variable) =>
        Profile.Get(variable) is { } folder ? new LocalStorage(new LocalStorageOptions { Path = folder }) : null;

    // Null if the tests do not have it.
    private static AzureBlobStorage? Blobs(string container, string usual, string prefix) => Profile.Get("OCFL_E2E_STORAGE") is { } account
        ? new AzureBlobStorage(new AzureBlobStorageOptions
        {
            ConnectionString = account,
            Container = Profile.Get(container)
            ?? usual,
            Prefix = Profile.Get(prefix) ?? ""
        })
        : null;
}
