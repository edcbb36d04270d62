using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Storage;

public sealed class InPlaceMemoryStorageTests : StorageContract
{
    protected override IStorage CreateStorage() => new MemoryStorage(writesInPlace: true);
}
