namespace EndToEnd;

/// <summary>The service of a class of tests: the one that <c>OCFL_E2E_URL</c> names, or a local host of the class's own.</summary>
public sealed class ServiceFixture : IAsyncLifetime
{
    /// <summary>The service.</summary>
    public IService Service { get; private set; } = null!;

    /// <summary>What speaks to it.</summary>
    public ServiceClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Service = Environment.GetEnvironmentVariable("OCFL_E2E_URL") is { Length: > 0 } address
            ? new RemoteService(address)
            : await LocalService.StartAsync();
        Client = new ServiceClient(Service);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Service.DisposeAsync();
    }
}
