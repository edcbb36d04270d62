using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;
using OcflFunctions.Keys;

namespace OcflFunctions.Http.OpenApi;

/// <summary>Describes the calls about the service itself.</summary>
internal sealed class ServiceCalls : IDescribeCalls
{
    private static readonly ServiceVersion Version = new()
    {
        Product = "OcflFunctions",
        Version = "0.9.0",
        Engine = "DurableTask.Sqlite",
        Storage = "Local",
        Layout = "0004-hashed-n-tuple-storage-layout",
        Specification = "1.1",
    };

    private static readonly HealthReport Ready = new(HealthReport.Ready, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["storageRoot"] = "ok",
        ["workArea"] = "ok",
        ["engine"] = "ok",
    })
    {
        Version = Version,
    };

    private static readonly HealthReport Unavailable = new(HealthReport.Unavailable, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["storageRoot"] = "The storage root does not answer.",
        ["workArea"] = "ok",
        ["engine"] = "ok",
    });

    public CallGroup Group { get; } = new("Service", "The service itself.");

    public IEnumerable<CallDescription> Calls =>
    [
        new("Health", Role: null, "Is the service ready?")
        {
            Description = "Checks storage root, work area and engine as an update uses them. An answer is reused for 3 seconds.",
            Answers =
            [
                new(StatusCodes.Status200OK, "All of them can be used.")
                {
                    Body = CallContent.Json(ContractsJson.Relaxed.HealthReport, "The report.", ("ready", Ready)),
                },
                new(StatusCodes.Status503ServiceUnavailable, "One of them cannot be used.")
                {
                    Body = CallContent.Json(ContractsJson.Relaxed.HealthReport, "The report.", ("unavailable", Unavailable)),
                },
            ],
        },
        new("GetVersion", CallerRole.Reader, "What runs")
        {
            Description = "The product, its engine, and the storage root's kind, layout and OCFL version. The health report has the same.",
            Answers =
            [
                new(StatusCodes.Status200OK, "The versions.")
                {
                    Body = CallContent.Json(ContractsJson.Relaxed.ServiceVersion, "The versions.", ("version", Version)),
                },
            ],
        },
        new("GetOpenApi", Role: null, "This document")
        {
            Answers =
            [
                new(StatusCodes.Status200OK, "The OpenAPI 3.1 document.") { Body = CallContent.Raw("The document.", CallContent.JsonType) },
            ],
        },
    ];
}
