using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using OpenTelemetry;

namespace OcflFunctions.Hosting;

public static partial class OcflTelemetry
{
    // The worker tells the host that it exports its logs itself, and goes on with the trace that the host has begun.
    static partial void UseWorker(IOpenTelemetryBuilder telemetry) => telemetry.UseFunctionsWorkerDefaults();
}
