using EndToEnd.Hostile;

namespace EndToEnd;

/// <summary>The service of a class of tests: the one that <c>OCFL_E2E_URL</c> names, or a local host of the class's own,
/// in hostile mode where <c>OCFL_E2E_HOSTILE</c> gives a seed.</summary>
public sealed class ServiceFixture : IAsyncLifetime
{
    /// <summary>The service.</summary>
    public IService Service { get; private set; } = null!;

    /// <summary>What speaks to it.</summary>
    public ServiceClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Service = Profile.Url is { } address ? new RemoteService(address)
            : Profile.HostileSeed is { } seed ? await HostileService.StartAsync(seed, TimeSpan.FromMilliseconds(20))
            : await LocalService.StartAsync();
        Client = new ServiceClient(Service);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Service.DisposeAsync();
    }
}
