using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Updates;

/// <summary>
/// In folders, flushed as in production. The checks share the moments unless <c>OCFL_EVERY_CRASH</c> is set; on a memory that has a
/// pending area too (<see cref="MemoryCrashMatrixTests"/>) each tries all.
/// </summary>
[Trait("Category", "Slow")]
public sealed class LocalCrashMatrixTests : CrashMatrix, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override bool SharesMoments => !Faults.TriesEveryMoment;

    // Trials begin with files that need not outlive a loss of power.
    protected override IStorage ToPrepare(IStorage storage) =>
        new LocalStorage(new LocalStorageOptions { Path = ((LocalStorage)storage).Location, Flush = false });

    protected override IStorage CreateStorage() =>
        new LocalStorage(new LocalStorageOptions { Path = _folder["root-" + Guid.NewGuid().ToString("N")] });

    protected override IStorage CreateStage() =>
        new LocalStorage(new LocalStorageOptions { Path = _folder["stage-" + Guid.NewGuid().ToString("N")] });
}
