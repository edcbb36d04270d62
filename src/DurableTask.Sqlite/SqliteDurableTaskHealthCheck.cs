using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DurableTask.Sqlite;

/// <summary>Reports whether the engine can write its database.</summary>
/// <param name="engine">The engine.</param>
public sealed class SqliteDurableTaskHealthCheck(SqliteDurableTaskEngine engine) : IHealthCheck
{
    /// <summary>The name under which <see cref="SqliteDurableTaskHealthChecksBuilderExtensions.AddSqliteDurableTask"/> adds it.</summary>
    public const string Name = "durable engine";

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        EngineHealth health = engine.Health;
        return Task.FromResult(health.IsHealthy
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, health.Reason));
    }
}

/// <summary>Adds the engine's health check.</summary>
public static class SqliteDurableTaskHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that fails, with the reason, while the engine cannot write its database.</summary>
    /// <param name="builder">The health checks.</param>
    public static IHealthChecksBuilder AddSqliteDurableTask(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<SqliteDurableTaskHealthCheck>(SqliteDurableTaskHealthCheck.Name);
    }
}
