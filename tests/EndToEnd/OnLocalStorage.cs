using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>The suite against a service on local storage.</summary>
public static class OnLocalStorage
{
    public sealed class AuditCalls(SharedServiceFixture fixture) : AuditCallTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class BadInputs(ServiceFixture fixture) : BadInputTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Concurrencys(SharedServiceFixture fixture) : ConcurrencyTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class Controls(SharedServiceFixture fixture) : ControlTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class Documents(SharedServiceFixture fixture) : DocumentTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class Runs(SharedServiceFixture fixture) : RunTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class UploadCalls(SharedServiceFixture fixture) : UploadCallTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class Limits() : LimitTests(ServiceStorage.Local);

    public sealed class Idempotencys(SharedServiceFixture fixture) : IdempotencyTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class Lists(SharedServiceFixture fixture) : ListTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class Readings(SharedServiceFixture fixture) : ReadingTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class Updates(SharedServiceFixture fixture) : UpdateTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class Sources(SharedServiceFixture fixture) : SourceTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class Bags(SharedServiceFixture fixture) : BagTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class BagTools(SharedServiceFixture fixture) : BagToolTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class Purges(SharedServiceFixture fixture) : PurgeTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class Imports(SharedServiceFixture fixture) : ImportTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class ImportRecoveries(Killed killed, ITestOutputHelper output)
        : ImportRecoveryTests(killed, output), IClassFixture<Killed>;

    public sealed class Stages(SharedServiceFixture fixture) : StageTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class UploadClients(SharedServiceFixture fixture) : UploadClientTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class UploadRecoveries(Killed killed, ITestOutputHelper output)
        : UploadRecoveryTests(killed, output), IClassFixture<Killed>;

    public sealed class Watches(SharedServiceFixture fixture) : WatchTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class Notifications() : NotifyTests(ServiceStorage.Local);

    public sealed class Validations(SharedServiceFixture fixture) : ValidationTests(fixture), IClassFixture<SharedServiceFixture>;

    public sealed class ValidatedRoots(ServiceWithRoot fixture, ITestOutputHelper output)
        : ValidatedRootTests(fixture, output), IClassFixture<ServiceWithRoot>;

    public sealed class Recoveries(Killed killed, ITestOutputHelper output)
        : RecoveryTests(ServiceStorage.Local, killed, output), IClassFixture<Killed>;

    public sealed class Killed() : KilledService(ServiceStorage.Local);

    public sealed class ServiceWithRoot() : KilledServiceWithRoot(ServiceStorage.Local);
}
