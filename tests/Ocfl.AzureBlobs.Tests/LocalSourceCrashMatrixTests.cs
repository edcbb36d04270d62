using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>The crash matrix on Azurite with content that stays in its source, a local folder.</summary>
public sealed class LocalSourceCrashMatrixTests : AzureBlobCrashMatrixTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override bool StaysInSource => true;

    protected override (int Number, int Of) Portion => (2, 7);

    protected override bool KnowsTarget => true;

    protected override IStorage CreateStage() =>
        new LocalStorage(new LocalStorageOptions { Path = _folder["source-" + Guid.NewGuid().ToString("N")], Flush = false });
}
