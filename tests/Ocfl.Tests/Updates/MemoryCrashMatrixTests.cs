using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Updates;

public sealed class MemoryCrashMatrixTests : CrashMatrix
{
    protected override IStorage CreateStorage() => new MemoryStorage();

    protected override IStorage CreateStage() => new MemoryStorage();
}
