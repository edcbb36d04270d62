using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Updates;

public sealed class InPlaceCrashMatrixTests : CrashMatrix
{
    protected override IStorage CreateStorage() => new MemoryStorage(writesInPlace: true);

    protected override IStorage CreateStage() => new MemoryStorage(writesInPlace: true);
}
