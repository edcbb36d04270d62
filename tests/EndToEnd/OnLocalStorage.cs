using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>The suite against a service on local storage.</summary>
public static class OnLocalStorage
{
    public sealed class BadInputs(ServiceFixture fixture) : BadInputTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Concurrencys(ServiceFixture fixture) : ConcurrencyTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Controls(ServiceFixture fixture) : ControlTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Idempotencys(ServiceFixture fixture) : IdempotencyTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Lists(ServiceFixture fixture) : ListTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Readings(ServiceFixture fixture) : ReadingTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Updates(ServiceFixture fixture) : UpdateTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Sources(ServiceFixture fixture) : SourceTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Bags(ServiceFixture fixture) : BagTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Purges(ServiceFixture fixture) : PurgeTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Imports(ServiceFixture fixture) : ImportTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class ImportRecoveries(Killed killed, ITestOutputHelper output)
        : ImportRecoveryTests(killed, output), IClassFixture<Killed>;

    public sealed class Stages(ServiceFixture fixture) : StageTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class UploadClients(ServiceFixture fixture) : UploadClientTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class UploadRecoveries(Killed killed, ITestOutputHelper output)
        : UploadRecoveryTests(killed, output), IClassFixture<Killed>;

    public sealed class Validations(ServiceFixture fixture) : ValidationTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class ValidatedRoots(ServiceWithRoot fixture, ITestOutputHelper output)
        : ValidatedRootTests(fixture, output), IClassFixture<ServiceWithRoot>;

    public sealed class Recoveries(Killed killed, ITestOutputHelper output)
        : RecoveryTests(ServiceStorage.Local, killed, output), IClassFixture<Killed>;

    public sealed class Killed() : KilledService(ServiceStorage.Local);

    public sealed class ServiceWithRoot() : KilledServiceWithRoot(ServiceStorage.Local);
}
