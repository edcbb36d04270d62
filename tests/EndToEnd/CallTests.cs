namespace EndToEnd;

/// <summary>Tests of calls over HTTP, with what speaks to the service.</summary>
public abstract class CallTests(ServiceFixture fixture) : IDisposable
{
    /// <summary>The service.</summary>
    protected IService Service => fixture.Service;

    /// <summary>Speaks to it as any caller would.</summary>
    protected ServiceClient Client => fixture.Client;

    /// <summary>Sends requests of which the test gives each part.</summary>
    private protected ApiCaller Caller { get; } = new(fixture.Service);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Caller.Dispose();
        }
    }
}
