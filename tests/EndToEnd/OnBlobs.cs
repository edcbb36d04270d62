using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>The suite against a service with its storage root and its work area on blobs.</summary>
public static class OnBlobs
{
    public sealed class AuditCalls(SharedBlobServiceFixture fixture) : AuditCallTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class BadInputs(BlobServiceFixture fixture) : BadInputTests(fixture), IClassFixture<BlobServiceFixture>;

    public sealed class Concurrencys(SharedBlobServiceFixture fixture) : ConcurrencyTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class Controls(SharedBlobServiceFixture fixture) : ControlTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class Documents(SharedBlobServiceFixture fixture) : DocumentTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class Runs(SharedBlobServiceFixture fixture) : RunTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class UploadCalls(SharedBlobServiceFixture fixture) : UploadCallTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class Limits() : LimitTests(ServiceStorage.Blobs);

    public sealed class Idempotencys(SharedBlobServiceFixture fixture) : IdempotencyTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class Lists(SharedBlobServiceFixture fixture) : ListTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class Readings(SharedBlobServiceFixture fixture) : ReadingTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class Updates(SharedBlobServiceFixture fixture) : UpdateTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class Sources(SharedBlobServiceFixture fixture) : SourceTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class Bags(SharedBlobServiceFixture fixture) : BagTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class BagTools(SharedBlobServiceFixture fixture) : BagToolTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class Purges(SharedBlobServiceFixture fixture) : PurgeTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class Imports(SharedBlobServiceFixture fixture) : ImportTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class ImportRecoveries(Killed killed, ITestOutputHelper output)
        : ImportRecoveryTests(killed, output), IClassFixture<Killed>;

    public sealed class Stages(SharedBlobServiceFixture fixture) : StageTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class UploadClients(SharedBlobServiceFixture fixture)
        : UploadClientTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class UploadRecoveries(Killed killed, ITestOutputHelper output)
        : UploadRecoveryTests(killed, output), IClassFixture<Killed>;

    public sealed class Watches(SharedBlobServiceFixture fixture) : WatchTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class Validations(SharedBlobServiceFixture fixture) : ValidationTests(fixture), IClassFixture<SharedBlobServiceFixture>;

    public sealed class ValidatedRoots(ServiceWithRoot fixture, ITestOutputHelper output)
        : ValidatedRootTests(fixture, output), IClassFixture<ServiceWithRoot>;

    public sealed class Recoveries(Killed killed, ITestOutputHelper output)
        : RecoveryTests(ServiceStorage.Blobs, killed, output), IClassFixture<Killed>;

    public sealed class Killed() : KilledService(ServiceStorage.Blobs);

    public sealed class ServiceWithRoot() : KilledServiceWithRoot(ServiceStorage.Blobs);
}
