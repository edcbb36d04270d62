using System.Reflection;
using OcflFunctions.Durable;
using OcflFunctions.Http;
using OcflFunctions.Local.Management;
using OcflFunctions.Telemetry;

namespace OcflFunctions.Local.Hosting;

/// <summary>The Functions app with its data in one folder.</summary>
internal static class LocalService
{
    /// <summary>Builds it.</summary>
    /// <param name="line">The data folder and settings.</param>
    /// <param name="urls">Where to listen; null for the settings or the default.</param>
    /// <param name="configure">Changes to the defaults; null for none.</param>
    /// <param name="change">Changes to the host's options; null for none.</param>
    /// <returns>The application, and the full path of its data folder.</returns>
    public static (LocalApplication Application, string Folder) Build(
        CommandLine line,
        string? urls = null,
        Action<LocalApplicationBuilder>? configure = null,
        Func<LocalHostOptions, LocalHostOptions>? change = null)
    {
        var options = new LocalHostOptions { Assemblies = [Assembly.Load("OcflFunctions")], Urls = urls };
        LocalApplicationBuilder builder = LocalApplication.CreateBuilder(line.Settings, change?.Invoke(options) ?? options);
        string folder = DataFolder.Use(builder.Configuration, line.Data);
        builder.Services.AddSingleton<IManagementLinks, EngineManagementLinks>();
        builder.Services.AddSingleton<IPurgeFollower, PurgedUpdates>();
        builder.Services.AddSingleton<IStartOrder, UpdateStartOrder>();
        builder.Services.AddSingleton<IEngineProbe, CommittingEngineProbe>();
        builder.Services.AddSingleton<IEngineSpace, DatabaseFileSpace>();
        builder.Services.AddSingleton<IInstanceListing, EngineListing>();
        builder.Services.AddOcflFunctions(builder.Configuration);
        builder.Services.AddOcflTelemetry(builder.Configuration);
        configure?.Invoke(builder);
        return (builder.Build(), folder);
    }
}
