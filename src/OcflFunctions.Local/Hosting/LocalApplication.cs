using System.Net.Sockets;

namespace OcflFunctions.Local.Hosting;

/// <summary>
/// Functions on one machine: HTTP functions and the management API on Kestrel, orchestrators and activities on the embedded durable engine,
/// timer functions on their schedules. Many can live in one process, each with its own database.
/// </summary>
public sealed class LocalApplication : IAsyncDisposable
{
    private readonly string _routePrefix;

    internal LocalApplication(WebApplication web, string routePrefix)
    {
        Web = web;
        _routePrefix = routePrefix;
    }

    /// <summary>The web application underneath, for further additions before the start.</summary>
    public WebApplication Web { get; }

    /// <summary>The services.</summary>
    public IServiceProvider Services => Web.Services;

    /// <summary>The first address that is listened on; the port is the real one, also where 0 was asked for.</summary>
    /// <exception cref="InvalidOperationException">The application has not been started.</exception>
    public Uri Address => Web.Urls.FirstOrDefault() is { } url && Web.Lifetime.ApplicationStarted.IsCancellationRequested
        ? new Uri(url)
        : throw new InvalidOperationException("The application listens on no address before it is started.");

    /// <summary>The address of the page for people, as a browser on this machine reaches it.</summary>
    /// <exception cref="InvalidOperationException">The application has not been started.</exception>
    internal Uri Page
    {
        get
        {
            UriBuilder page = new(new Uri(Address, $"/{_routePrefix}/dashboard".Replace("//", "/", StringComparison.Ordinal)));
            if (page.Host is "0.0.0.0" or "[::]" or "*" or "+")
            {
                page.Host = "localhost";
            }

            return page.Uri;
        }
    }

    /// <summary>A builder with everything a host needs; add the app's own services to it.</summary>
    /// <param name="args">Command-line arguments: <c>--key value</c> or <c>--key=value</c> sets a configuration key.</param>
    /// <param name="options">What to run.</param>
    public static LocalApplicationBuilder CreateBuilder(string[] args, LocalHostOptions options) => new(args, options);

    /// <summary>Starts the engine and the timers, and then listens.</summary>
    /// <param name="cancellation">Cancels the start.</param>
    /// <exception cref="IOException">An address is in use, or cannot be listened on; the message names it.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is wrong; the message names its key.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        try
        {
            await Web.StartAsync(cancellation);
        }
        catch (Exception failure)
        {
            // Parts that already run would be logged as failed when their services are disposed of.
            await Web.StopAsync(CancellationToken.None);
            if (failure is SocketException)
            {
                throw new IOException($"The service cannot listen on {string.Join(", ", Web.Urls)}: {failure.Message}.", failure);
            }

            throw;
        }
    }

    /// <summary>Stops listening, waits a while for running requests and activities, and stops the engine.</summary>
    /// <param name="cancellation">Stops the wait.</param>
    public Task StopAsync(CancellationToken cancellation = default) => Web.StopAsync(cancellation);

    /// <summary>Runs until the process is stopped (Ctrl+C, SIGTERM).</summary>
    /// <param name="cancellation">Stops it too.</param>
    public async Task RunAsync(CancellationToken cancellation = default)
    {
        await StartAsync(cancellation);
        await Web.WaitForShutdownAsync(cancellation);
    }

    /// <summary>Stops the application, if it still runs, and releases its resources.</summary>
    public async ValueTask DisposeAsync()
    {
        IHostApplicationLifetime lifetime = Web.Lifetime;
        if (lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopped.IsCancellationRequested)
        {
            await StopAsync();
        }
        await Web.DisposeAsync();
    }
}
