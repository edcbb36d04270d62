namespace EndToEnd;

/// <summary>A service that the tests of a class kill, one after the other, and start again with what the tests before left.</summary>
public abstract class KilledService(ServiceStorage storage) : IAsyncLifetime
{
    private LocalService? _service;

    /// <summary>The service's own settings: large files are read in ranges as short as possible.</summary>
    protected virtual string[] Settings => ["--Ocfl:Updates:RangeBytes=1048576"];

    /// <summary>The service, started on first use: the tests that need it may all be skipped.</summary>
    public async Task<LocalService> GetAsync()
    {
        _service ??= await StartAsync();
        if (!_service.IsRunning)
        {
            // A test failed after it had killed the process.
            await _service.RestartAsync();
        }

        return _service;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }

    /// <summary>Starts it.</summary>
    protected virtual Task<LocalService> StartAsync() => LocalService.StartAsync(storage, Settings);
}
