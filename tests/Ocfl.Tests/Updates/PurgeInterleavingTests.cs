using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Updates;

/// <summary>Purges and others on a memory that writes in place.</summary>
public sealed class PurgeInterleavingTests : PurgeInterleavings
{
    protected override IStorage CreateStorage() => new MemoryStorage(writesInPlace: true);
}
