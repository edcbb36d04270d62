using OcflFunctions.Http.Access;
using OcflFunctions.Keys;
using OcflFunctions.Telemetry;
using OpenTelemetry.Metrics;

namespace OcflFunctions.Local.Http;

/// <summary>
/// <c>GET /api/metrics</c>: the metrics of this process as Prometheus reads them, if <c>Ocfl:Http:Metrics</c> is true. The Functions host
/// has no such endpoint: a request would reach one of several workers, and each counts for itself.
/// </summary>
internal static class MetricsEndpoint
{
    private const string Setting = $"{LocalHttpOptions.Section}:{nameof(LocalHttpOptions.Metrics)}";

    /// <summary>Collects the metrics, if they are asked for.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration.GetValue<bool>(Setting))
        {
            services.AddOpenTelemetry().WithMetrics(
                metrics => metrics.AddMeter([.. OcflTelemetry.MetersOfLocalHost]).AddPrometheusExporter());
        }
    }

    /// <summary>Maps the endpoint, if it is asked for. Its callers need the role Reader.</summary>
    public static void Map(IEndpointRouteBuilder endpoints, IConfiguration configuration, string prefix)
    {
        if (configuration.GetValue<bool>(Setting))
        {
            endpoints.MapPrometheusScrapingEndpoint($"{prefix}/metrics")
                .WithMetadata(new KeyRequirement(_ => new CallRole("GetMetrics", CallerRole.Reader, IsChange: false)));
        }
    }
}
