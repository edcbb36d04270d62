using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Tests.Storage;

namespace Ocfl.Tests.Updates;

/// <summary>
/// A stage on another volume than the storage root: nothing can be renamed from there. The checks share the moments unless
/// <c>OCFL_EVERY_CRASH</c> is set.
/// </summary>
[Trait("Category", "Slow")]
public sealed class OtherVolumeCrashMatrixTests : CrashMatrix, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override bool SharesMoments => !Faults.TriesEveryMoment;

    protected override IStorage CreateStorage() => new LocalStorage(new LocalStorageOptions
    {
        Path = _folder["root-" + Guid.NewGuid().ToString("N")],
        Flush = false,
        Renaming = (from, to) => OtherVolumeTests.RefuseOtherVolume(_folder["stage"], from, to),
    });

    protected override IStorage CreateStage() =>
        new LocalStorage(new LocalStorageOptions { Path = _folder["stage/" + Guid.NewGuid().ToString("N")], Flush = false });
}
