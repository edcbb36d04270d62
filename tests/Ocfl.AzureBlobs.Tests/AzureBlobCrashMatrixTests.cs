using Ocfl.Azurite;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Testing.Azurite;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>
/// The crash matrix on Azurite: the storage root in one container, the stages in another of the same account. The checks of this class and
/// of the two with other sources share the moments unless <c>OCFL_EVERY_CRASH</c> is set, as it is in <c>.ci/run</c>; on a memory that
/// writes in place each check tries all, for each source.
/// </summary>
[Trait("Category", "Slow")]
public class AzureBlobCrashMatrixTests : CrashMatrix, IAsyncLifetime
{
    private TestContainer? _root;
    private TestContainer? _work;
    private int _storages;

    public async Task InitializeAsync()
    {
        AzuriteServer server = await SharedAzurite.GetNextAsync();
        (_root, _work) = (await TestContainer.CreateAsync(server), await TestContainer.CreateAsync(server));
    }

    public async Task DisposeAsync()
    {
        await _root!.DisposeAsync();
        await _work!.DisposeAsync();
    }

    protected override bool SharesMoments => !Faults.TriesEveryMoment;

    protected override (int Number, int Of) Portion => (0, 7);

    protected override IStorage CreateStorage() => Create(_root!);

    protected override IStorage CreateStage() => Create(_work!);

    private AzureBlobStorage Create(TestContainer container) =>
        new(container.Options() with { Prefix = $"{Interlocked.Increment(ref _storages)}" });
}
