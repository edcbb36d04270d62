using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Ocfl.AzureBlobs;
using OcflFunctions.Updates;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OcflFunctions.Telemetry;

/// <summary>Exports traces, metrics and logs by OpenTelemetry to where the standard settings say; exports nothing without them.</summary>
public static class OcflTelemetry
{
    /// <summary>The setting that names Application Insights.</summary>
    internal const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>
    /// The setting that says how to sign in to Application Insights: <c>Authorization=AAD</c>, with <c>ClientId=…</c> for a
    /// user-assigned identity.
    /// </summary>
    internal const string ApplicationInsightsAuthentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>The settings that name a receiver of OTLP, for all or for one kind of telemetry.</summary>
    internal static readonly string[] OtlpEndpoints =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    ];

    private const string ServiceName = "OcflFunctions";
    private const string ServiceNameKey = "OTEL_SERVICE_NAME";

    private static readonly string[] Sources = [UpdateTracing.SourceName, AzureBlobStorage.TelemetryName];
    private static readonly string[] LocalSources = ["DurableTask.Sqlite"];
    private static readonly string[] WorkerSources = ["Microsoft.DurableTask"];
    private static readonly string[] Meters = [UpdateTelemetry.MeterName, AzureBlobStorage.TelemetryName, "System.Runtime"];
    private static readonly string[] LocalMeters =
        ["DurableTask.Sqlite", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>The meters of the local host.</summary>
    internal static IReadOnlyList<string> MetersOfLocalHost => [.. Meters, .. LocalMeters];

    /// <summary>
    /// Adds export by OTLP if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and to Application Insights if
    /// <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's configuration, environment variables included.</param>
    /// <param name="isFunctionsWorker">Whether the Functions host runs the app: it reports requests and functions itself.</param>
    public static IServiceCollection AddOcflTelemetry(
        this IServiceCollection services, IConfiguration configuration, bool isFunctionsWorker = false)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        bool otlp = OtlpEndpoints.Any(endpoint => IsSet(configuration, endpoint));
        bool applicationInsights = IsSet(configuration, ApplicationInsights);
        if (!otlp && !applicationInsights)
        {
            return services;
        }

        IOpenTelemetryBuilder telemetry = services.AddOpenTelemetry()
            .WithTracing(tracing => AddSources(tracing, isFunctionsWorker))
            .WithMetrics(metrics => metrics.AddMeter([.. Meters, .. isFunctionsWorker ? [] : LocalMeters]))
            .WithLogging(configureBuilder: null, static options => options.IncludeFormattedMessage = true);
        if (isFunctionsWorker)
        {
            // The worker declares to the host that it exports its own logs, and continues the host's trace.
            telemetry.UseFunctionsWorkerDefaults();
        }
        else if (!IsSet(configuration, ServiceNameKey))
        {
            telemetry.ConfigureResource(static resource => resource.AddService(ServiceName));
        }

        if (otlp)
        {
            telemetry.UseOtlpExporter();
        }

        if (applicationInsights)
        {
            telemetry.UseAzureMonitorExporter(options =>
            {
                options.ConnectionString = configuration[ApplicationInsights];
                options.Credential = CredentialOf(configuration[ApplicationInsightsAuthentication]);
            });
        }

        return services;
    }

    /// <summary>The identity, as the Functions host chooses it; null for the connection string's key.</summary>
    internal static TokenCredential? CredentialOf(string? authentication)
    {
        Dictionary<string, string> parts = (authentication
            ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0].Trim(), part => part[1].Trim(), StringComparer.OrdinalIgnoreCase);
        if (!"AAD".Equals(parts.GetValueOrDefault("Authorization"), StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return new ManagedIdentityCredential(
            parts.GetValueOrDefault("ClientId") is { Length: > 0 } client
                ? ManagedIdentityId.FromUserAssignedClientId(client)
                : ManagedIdentityId.SystemAssigned);
    }

    private static void AddSources(TracerProviderBuilder tracing, bool isFunctionsWorker)
    {
        tracing.AddSource([.. Sources, .. isFunctionsWorker ? WorkerSources : LocalSources]);
        if (!isFunctionsWorker)
        {
            tracing.AddAspNetCoreInstrumentation();
        }
    }

    private static bool IsSet(IConfiguration configuration, string key) => !string.IsNullOrWhiteSpace(configuration[key]);
}
