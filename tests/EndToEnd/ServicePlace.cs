using Azure.Storage.Blobs;
using Ocfl.AzureBlobs;
using Ocfl.Azurite;
using Ocfl.Storage;
using Ocfl.Testing.Azurite;

namespace EndToEnd;

/// <summary>Where one service keeps what it has, of its own, and the settings that say so; gone with it.</summary>
internal sealed class ServicePlace : IAsyncDisposable
{
    /// <summary>A container that sources may be in, and that does not exist.</summary>
    public const string MissingContainer = "e2e-missing";

    private readonly AzuriteServer _azurite;
    private readonly string _name = "e2e-" + Guid.NewGuid().ToString("N");
    private readonly bool _isOnBlobs;

    private ServicePlace(AzuriteServer azurite, ServiceStorage storage)
    {
        _azurite = azurite;
        _isOnBlobs = storage == ServiceStorage.Blobs;
        Incoming = Container("incoming");
        Root = _isOnBlobs ? Blobs("root") : Local("root");
        Work = _isOnBlobs ? Blobs("work") : Local("work");
    }

    /// <summary>The data folder.</summary>
    public ScratchFolder Folder { get; } = new();

    /// <summary>The storage root.</summary>
    public IStorage Root { get; }

    /// <summary>The container of the storage root; null if it is a folder.</summary>
    public BlobContainerClient? RootContainer => _isOnBlobs ? Container("root") : null;

    /// <summary>The work area.</summary>
    public IStorage Work { get; }

    /// <summary>The container that sources may be in.</summary>
    public BlobContainerClient Incoming { get; }

    /// <summary>The settings.</summary>
    public IEnumerable<string> Settings =>
    [
        .. _isOnBlobs ? [.. Store("Storage", "root"), .. Store("Work", "work")] : (string[])[],
        "--Ocfl:Objects:AllowPurge=true",
        "--Ocfl:Updates:AllowCreated=true",
        $"--Ocfl:Sources:ConnectionString={_azurite.ConnectionString}",
        $"--Ocfl:Sources:AllowedContainers:0={Incoming.Name}",
        $"--Ocfl:Sources:AllowedContainers:1={MissingContainer}",
        $"--Ocfl:Sources:AllowedContainers:2={_name}-root",
        $"--Ocfl:Sources:AllowedContainers:3={_name}-narrow/only/this",
    ];

    public static async Task<ServicePlace> CreateAsync(ServiceStorage storage)
    {
        ServicePlace place = new(
            storage == ServiceStorage.Blobs ? await SharedAzurite.GetNextAsync() : await SharedAzurite.GetAsync(), storage);
        await place.Incoming.CreateAsync();
        return place;
    }

    public async ValueTask DisposeAsync()
    {
        Folder.Dispose();
        foreach (string part in (string[])["incoming", "root", "work"])
        {
            await Container(part).DeleteIfExistsAsync();
        }
    }

    private BlobContainerClient Container(string part) =>
        new(_azurite.ConnectionString, $"{_name}-{part}", new BlobClientOptions { TrimBlobNameSlashes = false });

    // What a test writes need not outlive a loss of power; the service opens the folder for itself.
    private LocalStorage Local(string part) => new(new LocalStorageOptions { Path = Folder[part], Flush = false });

    private AzureBlobStorage Blobs(string part) =>
        new(new AzureBlobStorageOptions
        {
            ConnectionString = _azurite.ConnectionString,
            Container = $"{_name}-{part}",
            CreateContainer = true,
        });

    // The data folder says where in a folder; a container is used from its top.
    private string[] Store(string section, string part) =>
    [
        $"--Ocfl:{section}:Kind=AzureBlob",
        $"--Ocfl:{section}:ConnectionString={_azurite.ConnectionString}",
        $"--Ocfl:{section}:Container={_name}-{part}",
        $"--Ocfl:{section}:Path=",
    ];
}
