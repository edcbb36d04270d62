namespace EndToEnd;

/// <summary>
/// A service that runs already: <c>OCFL_E2E_URL</c>, with the key <c>OCFL_E2E_KEY</c>, its folder for sources
/// <c>OCFL_E2E_SOURCES</c>, and, where the tests can read it, its storage root <c>OCFL_E2E_ROOT</c>.
/// </summary>
internal sealed class RemoteService(string address) : IService
{
    public Uri Address { get; } = new(address.TrimEnd('/') + "/");

    public string? Key { get; } = Environment.GetEnvironmentVariable("OCFL_E2E_KEY");

    public string Sources { get; } = Environment.GetEnvironmentVariable("OCFL_E2E_SOURCES")
        ?? throw new InvalidOperationException("With OCFL_E2E_URL set, OCFL_E2E_SOURCES must name the folder that the service takes sources from.");

    public string? Root { get; } = Environment.GetEnvironmentVariable("OCFL_E2E_ROOT");

    public string Log => "";

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
