using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OcflFunctions.Hosting;

/// <summary>Traces, metrics and logs by OpenTelemetry, to where the standard settings say; nothing of it where they say nothing.</summary>
public static partial class OcflTelemetry
{
    /// <summary>The setting that names Application Insights.</summary>
    internal const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>The setting that says how Application Insights is opened: <c>Authorization=AAD</c>, with <c>ClientId=…</c> for a user-assigned identity.</summary>
    internal const string ApplicationInsightsAuthentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>The settings that name a receiver of OTLP, for all or for one kind of telemetry.</summary>
    internal static readonly string[] OtlpEndpoints =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    ];

    /// <summary>
    /// Adds export by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and to Application Insights where
    /// <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is. A build against a NuGet source that has no OpenTelemetry packages says in its log
    /// that it cannot.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's configuration, environment variables included.</param>
    /// <param name="isFunctionsWorker">Whether the Functions host is in front, which tells of requests and functions itself.</param>
    public static IServiceCollection AddOcflTelemetry(this IServiceCollection services, IConfiguration configuration, bool isFunctionsWorker = false)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var targets = new Targets(
            OtlpEndpoints.Any(endpoint => IsSet(configuration, endpoint)),
            IsSet(configuration, ApplicationInsights) ? configuration[ApplicationInsights] : null);
        if (!targets.Any)
        {
            return services;
        }

        bool exports = false;
        Export(services, configuration, targets, isFunctionsWorker, ref exports);
        if (!exports)
        {
            services.AddHostedService<NoExport>();
        }

        return services;
    }

    // In files that are left out of the build where the NuGet source lacks their packages; see eng/Registry.targets.
    static partial void Export(IServiceCollection services, IConfiguration configuration, Targets targets, bool isFunctionsWorker, ref bool exports);

    private static bool IsSet(IConfiguration configuration, string key) => !string.IsNullOrWhiteSpace(configuration[key]);

    /// <summary>Where telemetry goes.</summary>
    /// <param name="Otlp">Whether to a receiver of OTLP.</param>
    /// <param name="ConnectionString">Which Application Insights; null for none.</param>
    internal sealed record Targets(bool Otlp, string? ConnectionString)
    {
        public bool Any => Otlp || ConnectionString is not null;
    }

    private sealed partial class NoExport(ILogger<NoExport> logger) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            LogNoExport();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        [LoggerMessage(1301, LogLevel.Warning, "Telemetry is not exported: this build was made without the OpenTelemetry packages.")]
        private partial void LogNoExport();
    }
}
