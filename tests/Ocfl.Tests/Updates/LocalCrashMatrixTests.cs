using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Updates;

[Trait("Category", "Slow")]
public sealed class LocalCrashMatrixTests : CrashMatrix, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Trials begin with files that need not outlive a loss of power.
    protected override IStorage ToPrepare(IStorage storage) =>
        new LocalStorage(new LocalStorageOptions { Path = ((LocalStorage)storage).Location, Flush = false });

    protected override IStorage CreateStorage() =>
        new LocalStorage(new LocalStorageOptions { Path = _folder["root-" + Guid.NewGuid().ToString("N")] });

    protected override IStorage CreateStage() =>
        new LocalStorage(new LocalStorageOptions { Path = _folder["stage-" + Guid.NewGuid().ToString("N")] });
}
