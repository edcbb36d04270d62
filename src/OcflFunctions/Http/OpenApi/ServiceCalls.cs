using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http.OpenApi;

/// <summary>Describes the calls about the service itself.</summary>
internal sealed class ServiceCalls : IDescribeCalls
{
    private static readonly HealthReport Ready = new(HealthReport.Ready, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["storageRoot"] = "ok",
        ["workArea"] = "ok",
        ["engine"] = "ok",
    });

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
        new("GetOpenApi", Role: null, "This document")
        {
            Answers =
            [
                new(StatusCodes.Status200OK, "The OpenAPI 3.1 document.") { Body = CallContent.Raw("The document.", CallContent.JsonType) },
            ],
        },
    ];
}
