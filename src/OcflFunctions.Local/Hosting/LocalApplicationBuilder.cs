using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OcflFunctions.Hosting;
using OcflFunctions.Http.Access;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;
using OcflFunctions.Local.Functions;
using OcflFunctions.Local.Http;
using OcflFunctions.Local.Management;

namespace OcflFunctions.Local.Hosting;

/// <summary>Builds a <see cref="LocalApplication"/>.</summary>
public sealed class LocalApplicationBuilder
{
    private const string DefaultRoutePrefix = "api";

    private readonly WebApplicationBuilder _web;
    private readonly LocalHostOptions _options;
    private readonly HostFile _hostFile;

    internal LocalApplicationBuilder(string[] args, LocalHostOptions options)
    {
        _options = options;
        try
        {
            _hostFile = HostFile.Read(options.HostFile);

            // Options are read once, at the start; a watch on each settings file would only use up the system's watches.
            _web = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        }
        catch (InvalidDataException failure)
        {
            throw SettingsFile.Describe(failure);
        }

        ((IConfigurationBuilder)_web.Configuration).Sources.Insert(0, LocalDefaults.Source(_hostFile));
        Services.TryAddSingleton(TimeProvider.System);
        Logging.AddConsoleFormatter<LineConsoleFormatter, ConsoleFormatterOptions>();
    }

    /// <summary>The app's services.</summary>
    public IServiceCollection Services => _web.Services;

    /// <summary>The configuration: settings files, environment variables, command-line arguments.</summary>
    public ConfigurationManager Configuration => _web.Configuration;

    /// <summary>Where logs go.</summary>
    public ILoggingBuilder Logging => _web.Logging;

    private string RoutePrefix => _hostFile.RoutePrefix ?? DefaultRoutePrefix;

    /// <summary>Finds the functions and connects them. Nothing runs before the start.</summary>
    /// <exception cref="FunctionLoadException">Functions cannot be hosted as they are declared.</exception>
    /// <exception cref="OptionsValidationException">An option is wrong; the message names its key.</exception>
    /// <exception cref="IOException">The folder of the database cannot be created.</exception>
    /// <exception cref="InvalidOperationException">An address is open to other machines, and no key is configured.</exception>
    public LocalApplication Build()
    {
        var catalog = FunctionCatalog.WithoutDisabled(FunctionDiscovery.Find(_options.Assemblies), Configuration);
        Services.AddSingleton(catalog);
        AddHttp();
        AddManagement();

        // Hosted services stop in the opposite order: first the server, then the timers, the engine last.
        EngineSetup.Add(Services, _options, catalog);
        TimerSetup.Add(Services, catalog);

        WebApplication web = _web.Build();
        try
        {
            Require(web.Services, catalog);
            Map(web, catalog);
            return new LocalApplication(web, RoutePrefix);
        }
        catch
        {
            ((IDisposable)web).Dispose();
            throw;
        }
    }

    private void Require(IServiceProvider services, FunctionCatalog catalog)
    {
        string[] unknown = [.. KnownSettings.FindUnknown(Configuration, [.. services.GetServices<KnownSettings>()])];
        if (unknown.Length > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(KnownSettings), unknown);
        }

        // Options are checked before anything starts that would have to be stopped.
        services.GetService<IStartupValidator>()?.Validate();
        EngineSetup.Require(services);
        FunctionDependencies.Require(services, catalog);
        TimerSetup.Require(services);
        RequireKeys(services);
    }

    private void RequireKeys(IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<LocalHttpOptions>>().Value.KeyFile is { } file)
        {
            new KeyFile(file).Read();
        }

        bool hasAccess = services.GetRequiredService<LocalKeys>().AreRequired || services.GetRequiredService<BearerTokens>().IsConfigured;
        ListenAddresses.RequireKeyUnlessLoopback(Configuration, hasAccess);
    }

    private void AddHttp()
    {
        Services.AddSingleton<LocalKeys>();
        Services.TryAddSingleton<BearerTokens>();
        Services.TryAddSingleton<CallGate>();
        Services.TryAddSingleton(provider => new CallTable(provider.GetServices<IDescribeCalls>()));
        Services.AddOptions<LocalHttpOptions>().BindConfiguration(LocalHttpOptions.Section).ValidateOnStart();
        Services.AddSingleton(new KnownSettings(LocalHttpOptions.Section, typeof(LocalHttpOptions)));
        Services.AddSingleton<IValidateOptions<LocalHttpOptions>, LocalHttpOptionsValidator>();
        Services.AddOptions<KestrelServerOptions>().Configure<IOptions<LocalHttpOptions>>(static (kestrel, http) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = http.Value.MaxConnections > 0
                ? http.Value.MaxConnections
                : ConnectionLimit.OfProcess();
            kestrel.Limits.RequestHeadersTimeout = http.Value.HeadersTimeout;
            kestrel.Limits.KeepAliveTimeout = http.Value.KeepAliveTimeout;
            kestrel.Limits.MaxRequestBodySize = http.Value.MaxRequestBodyBytes is > 0 and var limit ? limit : null;
        });

        // A body arrives in blocks, and waiting for each is a call of the system more. A connection that is idle has one block.
        Services.Configure<SocketTransportOptions>(static sockets => sockets.WaitForDataBeforeAllocatingBuffer = false);
        Services.AddSingleton<IMemoryPoolFactory<byte>, ConnectionMemory>();

        MetricsEndpoint.Add(Services, Configuration);
        Services.AddProblemDetails();
        Services.AddMvcCore();

        string? urls = _options.Urls ?? (ListenAddresses.Configured(Configuration).Count == 0 ? ListenAddresses.Default : null);
        if (urls is not null)
        {
            _web.WebHost.UseUrls(urls);
        }
    }

    private void AddManagement()
    {
        Services.AddSingleton<LocalManagementLinks>();
        Services.AddSingleton<JsonBody>();
        Services.AddSingleton<InstanceHistory>();
        Services.AddSingleton<InstanceQueries>();
        Services.AddSingleton<InstanceStarts>();
        Services.AddSingleton<InstanceCommands>();
        Services.AddSingleton<InstancePurges>();
    }

    private void Map(WebApplication web, FunctionCatalog catalog)
    {
        web.UseMiddleware<ProblemMiddleware>();
        web.UseRouting();
        web.UseMiddleware<AccessMiddleware>();
        web.MapFunctions(catalog.Functions, web.Services.GetRequiredService<CallTable>(), RoutePrefix);
        MetricsEndpoint.Map(web, Configuration, RoutePrefix);
        web.MapManagement();
    }
}
