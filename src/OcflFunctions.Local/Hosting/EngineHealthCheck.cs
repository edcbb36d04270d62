using DurableTask.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OcflFunctions.Local.Hosting;

/// <summary>Reports whether the engine can write its database.</summary>
internal sealed class EngineHealthCheck(SqliteDurableTaskEngine engine) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "durable engine";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        EngineHealth health = engine.Health;
        return Task.FromResult(health.IsHealthy
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, health.Reason));
    }
}
