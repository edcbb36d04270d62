using Ocfl.AzureBlobs;
using Ocfl.Storage;

namespace EndToEnd;

/// <summary>A service that runs already, as docs/testing.md tells: <c>OCFL_E2E_URL</c> and what goes with it.</summary>
internal sealed class RemoteService(string address) : IService
{
    private readonly string? _rootFolder = Profile.Get("OCFL_E2E_ROOT");

    public Uri Address { get; } = new(address.TrimEnd('/') + "/");

    public string? Key { get; } = Profile.Get("OCFL_E2E_KEY");

    public string Sources { get; } = Profile.Get("OCFL_E2E_SOURCES")
        ?? throw new InvalidOperationException("With OCFL_E2E_URL set, OCFL_E2E_SOURCES must name the folder that the service takes sources from.");

    public IStorage? Root => _rootFolder is { } folder
        ? new LocalStorage(new LocalStorageOptions { Path = folder })
        : Blobs("OCFL_E2E_STORAGE", "OCFL_E2E_CONTAINER", "OCFL_E2E_PREFIX");

    public string Log => "";

    public Task<IReadOnlyList<string>> FindLeftoversAsync(string updateId) =>
        Leftovers.FindAsync(this, updateId, Work, _rootFolder is { } folder ? folder + ".pending" : null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IStorage? Work => Profile.Get("OCFL_E2E_WORK") is { } folder
        ? new LocalStorage(new LocalStorageOptions { Path = folder })
        : Blobs("OCFL_E2E_STORAGE", "OCFL_E2E_WORK_CONTAINER", "OCFL_E2E_WORK_PREFIX");

    // Null where the tests are not told of it.
    private static AzureBlobStorage? Blobs(string connectionString, string container, string prefix) =>
        Profile.Get(connectionString) is { } account && Profile.Get(container) is { } name
            ? new AzureBlobStorage(new AzureBlobStorageOptions { ConnectionString = account, Container = name, Prefix = Profile.Get(prefix) ?? "" })
            : null;
}
