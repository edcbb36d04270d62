using Azure.Storage.Blobs;
using Ocfl.Storage;

namespace EndToEnd;

/// <summary>
/// A service that runs already: <c>OCFL_E2E_URL</c>, with the key <c>OCFL_E2E_KEY</c>, its folder for sources
/// <c>OCFL_E2E_SOURCES</c>, and, where the tests can reach them, its storage root's folder <c>OCFL_E2E_ROOT</c> and its container for
/// sources <c>OCFL_E2E_CONTAINER</c> with the account's <c>OCFL_E2E_CONNECTION_STRING</c>.
/// </summary>
internal sealed class RemoteService(string address) : IService
{
    public Uri Address { get; } = new(address.TrimEnd('/') + "/");

    public string? Key { get; } = Environment.GetEnvironmentVariable("OCFL_E2E_KEY");

    public string Sources { get; } = Environment.GetEnvironmentVariable("OCFL_E2E_SOURCES")
        ?? throw new InvalidOperationException("With OCFL_E2E_URL set, OCFL_E2E_SOURCES must name the folder that the service takes sources from.");

    public BlobContainerClient? Incoming { get; } =
        Environment.GetEnvironmentVariable("OCFL_E2E_CONTAINER") is { } container && Environment.GetEnvironmentVariable("OCFL_E2E_CONNECTION_STRING") is { } account
            ? new BlobContainerClient(account, container, new BlobClientOptions { TrimBlobNameSlashes = false })
            : null;

    public IStorage? Root { get; } = Environment.GetEnvironmentVariable("OCFL_E2E_ROOT") is { } folder ? new LocalStorage(new LocalStorageOptions { Path = folder }) : null;

    public IStorage? Work => null;

    public string Log => "";

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
