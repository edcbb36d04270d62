using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>The suite against a service with its storage root and its work area on blobs.</summary>
public static class OnBlobs
{
    public sealed class BadInputs(BlobServiceFixture fixture) : BadInputTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class Concurrencys(BlobServiceFixture fixture) : ConcurrencyTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class Controls(BlobServiceFixture fixture) : ControlTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class Idempotencys(BlobServiceFixture fixture) : IdempotencyTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class Lists(BlobServiceFixture fixture) : ListTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class Readings(BlobServiceFixture fixture) : ReadingTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class Updates(BlobServiceFixture fixture) : UpdateTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class Sources(BlobServiceFixture fixture) : SourceTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class Bags(BlobServiceFixture fixture) : BagTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class Purges(BlobServiceFixture fixture) : PurgeTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class Imports(BlobServiceFixture fixture) : ImportTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class ImportRecoveries(Killed killed, ITestOutputHelper output)
        : ImportRecoveryTests(killed, output), IClassFixture<Killed>;

    public sealed class Stages(BlobServiceFixture fixture) : StageTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class UploadClients(BlobServiceFixture fixture) : UploadClientTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class UploadRecoveries(Killed killed, ITestOutputHelper output)
        : UploadRecoveryTests(killed, output), IClassFixture<Killed>;

    public sealed class Validations(BlobServiceFixture fixture) : ValidationTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class ValidatedRoots(ServiceWithRoot fixture, ITestOutputHelper output)
        : ValidatedRootTests(fixture, output), IClassFixture<ServiceWithRoot>;

    public sealed class Recoveries(Killed killed, ITestOutputHelper output)
        : RecoveryTests(ServiceStorage.Blobs, killed, output), IClassFixture<Killed>;

    public sealed class Killed() : KilledService(ServiceStorage.Blobs);

    public sealed class ServiceWithRoot() : KilledServiceWithRoot(ServiceStorage.Blobs);
}
