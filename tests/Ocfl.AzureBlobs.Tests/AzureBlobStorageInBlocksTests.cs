using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>
/// The contract once more with small blocks, and with copies that are too long for one request, on a service without Put Block From URL:
/// with it, blocks of two bytes would take hours.
/// </summary>
public sealed class AzureBlobStorageInBlocksTests : StorageContract, IAsyncLifetime
{
    private TestContainer? _container;
    private int _storages;

    public async Task InitializeAsync() => _container = await TestContainer.CreateAsync();

    public async Task DisposeAsync() => await _container!.DisposeAsync();

    protected override IStorage CreateStorage() =>
        new AzureBlobStorage(
            _container!.Options(Refusing.BlocksFromUrl()) with { Prefix = $"{++_storages}", BlockSize = 3 << 10, CopySize = 2 });
}
