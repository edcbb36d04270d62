using DurableTask.Sqlite.Client;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite;

/// <summary>Adds the embedded engine to a host.</summary>
public static class SqliteDurableTaskServiceCollectionExtensions
{
    /// <summary>
    /// Adds a <see cref="SqliteDurableTaskEngine"/> that starts and stops with the host, and its client as the
    /// <see cref="DurableTaskClient"/>. A <see cref="DataConverter"/>, a <see cref="TimeProvider"/> and the loggers are taken from the
    /// services if they are registered.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="register">Adds the orchestrators and activities.</param>
    public static IServiceCollection AddSqliteDurableTask(
        this IServiceCollection services,
        Action<IServiceProvider, SqliteDurableTaskOptions> configure,
        Action<IServiceProvider, SqliteDurableTaskRegistry> register)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(register);
        services.TryAddSingleton(provider => Create(provider, configure, register));
        services.TryAddSingleton(provider => provider.GetRequiredService<SqliteDurableTaskEngine>().Client);
        services.TryAddSingleton<DurableTaskClient>(provider => provider.GetRequiredService<SqliteDurableTaskClient>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<SqliteDurableTaskEngine>());
        return services;
    }

    private static SqliteDurableTaskEngine Create(
        IServiceProvider provider,
        Action<IServiceProvider, SqliteDurableTaskOptions> configure,
        Action<IServiceProvider, SqliteDurableTaskRegistry> register)
    {
        var options = new SqliteDurableTaskOptions { Faults = provider.GetService<IEngineFaults>() };
        configure(provider, options);
        var registry = new SqliteDurableTaskRegistry();
        register(provider, registry);
        return new SqliteDurableTaskEngine(
            options,
            registry,
            provider.GetService<DataConverter>(),
            provider.GetService<TimeProvider>(),
            provider.GetService<ILoggerFactory>());
    }
}
