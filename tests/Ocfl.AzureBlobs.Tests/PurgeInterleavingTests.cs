using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Testing.Azurite;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Purges and others on Azurite.</summary>
[Trait("Category", "Slow")]
public sealed class PurgeInterleavingTests : PurgeInterleavings, IAsyncLifetime
{
    private TestContainer? _container;
    private int _storages;

    public async Task InitializeAsync() => _container = await TestContainer.CreateAsync(await SharedAzurite.GetNextAsync());

    public async Task DisposeAsync() => await _container!.DisposeAsync();

    protected override IStorage CreateStorage() =>
        new AzureBlobStorage(_container!.Options() with { Prefix = $"{Interlocked.Increment(ref _storages)}" });
}
