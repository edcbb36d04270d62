using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Storage;

public sealed class MemoryStorageTests : StorageContract
{
    protected override IStorage CreateStorage() => new MemoryStorage();
}
