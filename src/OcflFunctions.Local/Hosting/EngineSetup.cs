using DurableTask.Sqlite;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OcflFunctions.Hosting;
using OcflFunctions.Local.Files;
using OcflFunctions.Local.Functions;
using OcflFunctions.Local.Management;

namespace OcflFunctions.Local.Hosting;

/// <summary>Adds the embedded durable engine to a host, with its options from the configuration section <c>DurableTask</c>.</summary>
internal static class EngineSetup
{
    /// <summary>The configuration section of <see cref="SqliteDurableTaskOptions"/>.</summary>
    public const string Section = "DurableTask";

    public static void Add(IServiceCollection services, LocalHostOptions options, FunctionCatalog catalog)
    {
        services.AddOptions<SqliteDurableTaskOptions>()
            .Configure<IConfiguration>((engine, configuration) => Configure(engine, configuration, options));
        services.AddSingleton(new KnownSettings(Section, typeof(SqliteDurableTaskOptions)));
        services.AddSingleton<IValidateOptions<SqliteDurableTaskOptions>, EngineOptionsValidator>();
        if (options.EngineOf is { } other)
        {
            AddEngineOf(services, other);
        }
        else
        {
            services.AddSqliteDurableTask(
                (provider, engine) => Configure(engine, provider.GetRequiredService<IConfiguration>(), options),
                (provider, registry) => DurableFunctions.Register(registry, catalog, provider, options.ChooseWorker));
        }

        services.AddHealthChecks().AddSqliteDurableTask();
    }

    // As instances, which are not disposed of here.
    private static void AddEngineOf(IServiceCollection services, LocalApplication other)
    {
        var engine = other.Services.GetRequiredService<SqliteDurableTaskEngine>();
        services.AddSingleton(engine);
        services.AddSingleton(engine.Client);
        services.AddSingleton<DurableTaskClient>(engine.Client);
    }

    /// <summary>Checks the options and creates the folder of the database, so that faults are errors of the start.</summary>
    /// <exception cref="OptionsValidationException">An option is wrong; the message names its key.</exception>
    /// <exception cref="IOException">The folder cannot be created.</exception>
    public static void Require(IServiceProvider provider) => FolderOf(provider);

    /// <summary>The folder of the database, created if it is missing.</summary>
    public static string FolderOf(IServiceProvider provider)
    {
        string path = provider.GetRequiredService<IOptions<SqliteDurableTaskOptions>>().Value.DatabasePath;
        return PrivateFolder.Create(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static void Configure(SqliteDurableTaskOptions engine, IConfiguration configuration, LocalHostOptions options)
    {
        configuration.GetSection(Section).Bind(engine);
        engine.DatabasePath = options.DatabasePath ?? engine.DatabasePath;
        EngineListing.Index(engine);
    }
}
