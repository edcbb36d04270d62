namespace EndToEnd;

/// <summary>A service on a storage root with many objects, which it validates in pages.</summary>
public abstract class KilledServiceWithRoot(ServiceStorage storage) : KilledService(storage)
{
    private ValidatedRoot? _root;

    /// <summary>How many objects there are.</summary>
    public int Objects { get; } = storage == ServiceStorage.Local ? 200 : 60;

    /// <summary>What there is to find.</summary>
    internal ValidatedRoot Root => _root ?? throw new InvalidOperationException("The service has not been started.");

    protected override string[] Settings => [
        "--Ocfl:Validations:PageObjects=20",
        "--Ocfl:Validations:SliceObjects=5",
        "--Ocfl:Validations:Window=2",
    ];

    protected override async Task<LocalService> StartAsync()
    {
        LocalService service = await base.StartAsync();
        _root = await ValidatedRoot.MakeAsync(service, Objects);
        return service;
    }
}
