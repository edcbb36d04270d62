namespace EndToEnd;

/// <summary>
/// One local host for all classes of tests that leave each other alone, for each kind of storage. It is static because xunit shares
/// fixtures only among tests that then run one after another.
/// </summary>
internal static class SharedService
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<ServiceStorage, (int Users, Task<LocalService> Service)> Services = [];

    /// <summary>Starts it for the first user.</summary>
    public static async Task<IService> GetAsync(ServiceStorage storage)
    {
        Task<LocalService> service;
        lock (Gate)
        {
            (int users, Task<LocalService>? running) = Services.GetValueOrDefault(storage);
            service = running ?? LocalService.StartAsync(storage);
            Services[storage] = (users + 1, service);
        }

        return await service;
    }

    /// <summary>Ends it with the last user.</summary>
    public static async Task ReleaseAsync(ServiceStorage storage)
    {
        Task<LocalService> service;
        lock (Gate)
        {
            (int users, service) = Services[storage];
            if (users > 1)
            {
                Services[storage] = (users - 1, service);
                return;
            }

            Services.Remove(storage);
        }

        await (await service).DisposeAsync();
    }
}
