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

    public sealed class Updates(ServiceFixture fixture) : UpdateTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Sources(ServiceFixture fixture) : SourceTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class Validations(ServiceFixture fixture) : ValidationTests(fixture), IClassFixture<ServiceFixture>;

    public sealed class ValidatedRoots(ITestOutputHelper output) : ValidatedRootTests(ServiceStorage.Local, output);

    public sealed class Recoveries(ITestOutputHelper output) : RecoveryTests(ServiceStorage.Local, output);
}
