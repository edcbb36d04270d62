using Azure.Storage.Blobs;
using Ocfl.AzureBlobs;
using Ocfl.Azurite;
using Ocfl.Storage;
using Ocfl.Testing.Azurite;
using OcflFunctions.Contracts;

namespace OcflFunctions.Tests;

/// <summary>A place in three containers of the run's Azurite.</summary>
internal sealed class BlobPlace : PipelinePlace
{
    private readonly string _connectionString;
    private readonly string _name = "test-" + Guid.NewGuid().ToString("N");

    private BlobPlace(AzuriteServer azurite)
    {
        _connectionString = azurite.ConnectionString;
        Root = Open("root");
        Work = Open("work");
        Files = Open("incoming");
    }

    public override IStorage Root { get; }

    public override IStorage Work { get; }

    public override UpdateSource Source => new() { Container = _name + "-incoming" };

    public override IStorage Files { get; }

    public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Ocfl:Storage:Kind"] = "AzureBlob",
        ["Ocfl:Storage:ConnectionString"] = _connectionString,
        ["Ocfl:Storage:Container"] = _name + "-root",
        ["Ocfl:Work:Kind"] = "AzureBlob",
        ["Ocfl:Work:ConnectionString"] = _connectionString,
        ["Ocfl:Work:Container"] = _name + "-work",
        ["Ocfl:Sources:ConnectionString"] = _connectionString,
        ["Ocfl:Sources:AllowedContainers:0"] = _name + "-incoming",
    };

    public static async Task<BlobPlace> CreateAsync() => new(await SharedAzurite.GetAsync());

    public override async ValueTask DisposeAsync()
    {
        foreach (string part in (string[])["root", "work", "incoming"])
        {
            await new BlobContainerClient(_connectionString, $"{_name}-{part}").DeleteIfExistsAsync();
        }
    }

    private AzureBlobStorage Open(string part) =>
        new(new AzureBlobStorageOptions { ConnectionString = _connectionString, Container = $"{_name}-{part}", CreateContainer = true });
}
