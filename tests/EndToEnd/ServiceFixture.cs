namespace EndToEnd;

/// <summary>The service of a class of tests, on local storage: the one that <c>OCFL_E2E_URL</c> names, or a local host of the class's own.</summary>
public class ServiceFixture : IAsyncLifetime
{
    /// <summary>The service.</summary>
    public IService Service { get; private set; } = null!;

    /// <summary>What speaks to it.</summary>
    public ServiceClient Client { get; private set; } = null!;

    /// <summary>How many files keep it busy for a while.</summary>
    public virtual int ManyFiles => 1500;

    public async Task InitializeAsync()
    {
        Service = await StartAsync();
        Client = new ServiceClient(Service);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Service.DisposeAsync();
    }

    protected virtual async Task<IService> StartAsync() => Environment.GetEnvironmentVariable("OCFL_E2E_URL") is { Length: > 0 } address
        ? new RemoteService(address)
        : await LocalService.StartAsync(ServiceStorage.Local);
}
