using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>The contract of every storage, on Azurite.</summary>
public sealed class AzureBlobStorageTests : StorageContract, IAsyncLifetime
{
    private TestContainer? _container;
    private int _storages;

    public async Task InitializeAsync() => _container = await TestContainer.CreateAsync();

    public async Task DisposeAsync() => await _container!.DisposeAsync();

    // Each below a prefix of its own, one of which is the beginning of the next.
    protected override IStorage CreateStorage()
    {
        string prefix = "roots/r" + new string('x', ++_storages);
        return new AzureBlobStorage(_container!.Options() with { Prefix = prefix });
    }
}
