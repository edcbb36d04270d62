using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Updates;

/// <summary>Content stays in its source, from which the storage copies by itself.</summary>
public sealed class InPlaceSameAccountCrashMatrixTests : CrashMatrix
{
    protected override bool StaysInSource => true;

    protected override bool KnowsTarget => true;

    protected override IStorage CreateStorage() => new MemoryStorage(writesInPlace: true);

    protected override IStorage CreateStage() => new MemoryStorage(writesInPlace: true);
}
