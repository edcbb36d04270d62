using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Ocfl.AzureBlobs;
using OcflFunctions.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OcflFunctions.Hosting;

public static partial class OcflTelemetry
{
    private const string ServiceName = "OcflFunctions";
    private const string ServiceNameKey = "OTEL_SERVICE_NAME";

    private static readonly string[] Sources = [UpdateTracing.SourceName, AzureBlobStorage.TelemetryName];
    private static readonly string[] LocalSources = ["DurableTask.Sqlite"];
    private static readonly string[] WorkerSources = ["Microsoft.DurableTask"];
    private static readonly string[] Meters = [UpdateTelemetry.MeterName, AzureBlobStorage.TelemetryName, "System.Runtime"];
    private static readonly string[] LocalMeters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    static partial void Export(IServiceCollection services, IConfiguration configuration, Targets targets, bool isFunctionsWorker, ref bool exports)
    {
        IOpenTelemetryBuilder telemetry = services.AddOpenTelemetry()
            .WithTracing(tracing => AddSources(tracing, isFunctionsWorker))
            .WithMetrics(metrics => metrics.AddMeter([.. Meters, .. isFunctionsWorker ? [] : LocalMeters]))
            .WithLogging(configureBuilder: null, static options => options.IncludeFormattedMessage = true);
        if (isFunctionsWorker)
        {
            UseWorker(telemetry);
        }
        else if (!IsSet(configuration, ServiceNameKey))
        {
            telemetry.ConfigureResource(static resource => resource.AddService(ServiceName));
        }

        if (targets.Otlp)
        {
            telemetry.UseOtlpExporter();
        }

        if (targets.ConnectionString is { } connection)
        {
            telemetry.UseAzureMonitorExporter(options =>
            {
                options.ConnectionString = connection;
                options.Credential = CredentialOf(configuration[ApplicationInsightsAuthentication]);
            });
        }

        exports = true;
    }

    static partial void UseWorker(IOpenTelemetryBuilder telemetry);

    private static void AddSources(TracerProviderBuilder tracing, bool isFunctionsWorker)
    {
        tracing.AddSource([.. Sources, .. isFunctionsWorker ? WorkerSources : LocalSources]);
        if (!isFunctionsWorker)
        {
            tracing.AddAspNetCoreInstrumentation();
        }
    }

    /// <summary>The identity that the Functions host would use too; null for the connection string's key.</summary>
    internal static TokenCredential? CredentialOf(string? authentication)
    {
        Dictionary<string, string> parts = (authentication ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0].Trim(), part => part[1].Trim(), StringComparer.OrdinalIgnoreCase);
        return !"AAD".Equals(parts.GetValueOrDefault("Authorization"), StringComparison.OrdinalIgnoreCase) ? null
            : new ManagedIdentityCredential(parts.GetValueOrDefault("ClientId") is { Length: > 0 } client ? ManagedIdentityId.FromUserAssignedClientId(client) : ManagedIdentityId.SystemAssigned);
    }
}
