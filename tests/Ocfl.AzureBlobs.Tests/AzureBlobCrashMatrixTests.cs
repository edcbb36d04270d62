using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>
/// The crash matrix on Azurite: the storage root in one container, the stages in another of the same account. Each check tries a third of
/// the moments unless <c>OCFL_EVERY_CRASH</c> is set, as it is in <c>.ci/run</c>; on a memory that writes in place each tries all.
/// </summary>
[Trait("Category", "Slow")]
public class AzureBlobCrashMatrixTests : CrashMatrix, IAsyncLifetime
{
    private TestContainer? _root;
    private TestContainer? _work;
    private int _storages;

    public async Task InitializeAsync() => (_root, _work) = (await TestContainer.CreateAsync(), await TestContainer.CreateAsync());

    public async Task DisposeAsync()
    {
        await _root!.DisposeAsync();
        await _work!.DisposeAsync();
    }

    protected override bool SharesMoments => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OCFL_EVERY_CRASH"));

    protected override IStorage CreateStorage() => Create(_root!);

    protected override IStorage CreateStage() => Create(_work!);

    private AzureBlobStorage Create(TestContainer container) =>
        new(container.Options() with { Prefix = $"{Interlocked.Increment(ref _storages)}" });
}
