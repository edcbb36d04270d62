using EndToEnd.Hostile;

namespace EndToEnd;

/// <summary>The service of a class of tests, on local storage: the one that <c>OCFL_E2E_URL</c> names, or a local host of the class's own,
/// in hostile mode where <c>OCFL_E2E_HOSTILE</c> gives a seed.</summary>
public class ServiceFixture : IAsyncLifetime
{
    /// <summary>The service.</summary>
    public IService Service { get; private set; } = null!;

    /// <summary>What speaks to it.</summary>
    public ServiceClient Client { get; private set; } = null!;

    /// <summary>How many files keep it busy for a while; more than are copied in single steps.</summary>
    public virtual int ManyFiles => 600;

    public async Task InitializeAsync()
    {
        Service = await StartAsync();
        Client = new ServiceClient(Service);
    }

    public virtual async Task DisposeAsync()
    {
        Client.Dispose();
        await Service.DisposeAsync();
    }

    protected virtual async Task<IService> StartAsync() => Profile.Url is { } address
        ? await RemoteService.ConnectAsync(address)
        : await StartOwnAsync(ServiceStorage.Local);

    /// <summary>Starts a service of the class's own.</summary>
    protected static async Task<IService> StartOwnAsync(ServiceStorage storage) => Profile.HostileSeed is { } seed
        ? await HostileService.StartAsync(storage, seed, TimeSpan.FromMilliseconds(20))
        : await LocalService.StartAsync(storage);
}
