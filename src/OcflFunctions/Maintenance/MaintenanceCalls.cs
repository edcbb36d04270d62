using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Maintenance;

/// <summary>Describes the calls about maintenance.</summary>
internal sealed class MaintenanceCalls : IDescribeCalls
{
    private const string Id = "019a1b2c3d4e7f60a1b2c3d4e5f6071c";

    private static readonly DateTimeOffset Start = new(2026, 8, 1, 3, 15, 0, TimeSpan.Zero);
    private static readonly MaintenanceLinks Links = new("/api/maintenance/" + Id);

    private static readonly MaintenanceRun Completed = new()
    {
        Id = Id,
        Status = MaintenanceStatus.Completed,
        DryRun = false,
        CreatedAt = Start,
        LastUpdatedAt = Start.AddSeconds(12),
        Removed =
        [
            new RemovedItems(RemovedKind.Updates, 412, 1_830_912),
            new RemovedItems(RemovedKind.Stages, 2, 52_428_800),
            new RemovedItems(RemovedKind.Claims, 96, 12_480),
            new RemovedItems(RemovedKind.Database, 8_200, 33_587_200),
        ],
        Errors = [],
        Links = Links,
    };

    private static readonly MaintenanceRun Failed = Completed with
    {
        Status = MaintenanceStatus.Failed,
        Errors = [new MaintenanceError("pending", 1, new UpdateError("Storage", "The disk answers with an error."))],
    };

    public CallGroup Group { get; } = new("Maintenance", "What is kept how long, and what was removed.");

    public IEnumerable<CallDescription> Calls =>
    [
        new("StartMaintenance", CallerRole.Operator, "Start maintenance")
        {
            Description = "Removes what is older than the settings `Ocfl:Maintenance` keep, and what terminated work left. "
                + "One run at a time.",
            Body = CallContent.Json(
                ContractsJson.Relaxed.MaintenanceRequest,
                "Whether to count only.",
                ("maintenance", new MaintenanceRequest()),
                ("dryRun", new MaintenanceRequest { DryRun = true })),
            Answers =
            [
                new(StatusCodes.Status202Accepted, "It is accepted.")
                {
                    Headers = [CallParameter.Location, CallParameter.RetryAfter],
                    Body = CallContent.Json(
                        ContractsJson.Relaxed.StartedMaintenance,
                        "The run's id and its URL.",
                        ("started", new StartedMaintenance
                        {
                            Id = Id,
                            DryRun = false,
                            Status = MaintenanceStatus.Queued,
                            Links = Links,
                        })),
                },
            ],
            Problems = [ProblemKind.MaintenanceRunning],
        },
        new("ListMaintenance", CallerRole.Reader, "The last runs of maintenance")
        {
            Parameters = [CallParameter.Top(MaintenanceRegister.MostListed, MaintenanceApi.UsualTop)],
            Answers =
            [
                new(StatusCodes.Status200OK, "The runs, the newest first.")
                {
                    Body = CallContent.Json(
                        ContractsJson.Relaxed.MaintenanceRunPage, "The runs.", ("runs", new MaintenanceRunPage([Completed]))),
                },
            ],
        },
        new("GetMaintenance", CallerRole.Reader, "A run of maintenance")
        {
            Parameters = [CallParameter.Id("The run's id.", Id)],
            Answers =
            [
                new(StatusCodes.Status200OK, "The run as it is now.")
                {
                    Headers = [CallParameter.RetryAfter],
                    Body = CallContent.Json(
                        ContractsJson.Relaxed.MaintenanceRun, "The run.", ("completed", Completed), ("failed", Failed)),
                },
            ],
            Problems = [ProblemKind.MaintenanceNotFound],
        },
    ];
}
