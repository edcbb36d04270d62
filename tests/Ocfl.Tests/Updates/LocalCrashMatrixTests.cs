using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Updates;

public sealed class LocalCrashMatrixTests : CrashMatrix, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override IStorage CreateStorage() =>
        new LocalStorage(new LocalStorageOptions { Path = _folder["root-" + Guid.NewGuid().ToString("N")] });

    protected override IStorage CreateStage() =>
        new LocalStorage(new LocalStorageOptions { Path = _folder["stage-" + Guid.NewGuid().ToString("N")] });
}
