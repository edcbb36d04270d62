using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Updates;

/// <summary>Content stays in its source, a local folder, and is hashed again on its one way into the object.</summary>
[Trait("Category", "Slow")]
public sealed class InPlaceLocalSourceCrashMatrixTests : CrashMatrix, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override bool StaysInSource => true;

    protected override IStorage CreateStorage() => new MemoryStorage(writesInPlace: true);

    protected override IStorage CreateStage() =>
        new LocalStorage(new LocalStorageOptions { Path = _folder["source-" + Guid.NewGuid().ToString("N")], Flush = false });
}
