using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Audits;

/// <summary>Describes the calls about audits.</summary>
internal sealed class AuditCalls : IDescribeCalls
{
    private const string Id = "019a1b2c3d4e7f60a1b2c3d4e5f60720";
    private const string Self = "/api/audits/" + Id;
    private const string ObjectRoot = "3f0/a1b/c2d/3f0a1bc2d4e5f60718293a4b5c6d7e8f";

    private static readonly DateTimeOffset Start = new(2026, 8, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly AuditLinks Links = new(Self, Self + "/suspend", Self + "/resume", Self + "/cancel");
    private static readonly CallParameter[] Path = [CallParameter.Id("The run's id.", Id)];
    private static readonly CallParameter[] Tag = [CallParameter.Header("ETag", "Recognizes this answer.", "W/\"cf83e1357e\"")];

    private static readonly CallParameter[] Conditions =
    [
        CallParameter.Header("If-None-Match", "Entity tags that the caller has: then the answer is 304.", "W/\"cf83e1357e\""),
        CallParameter.Header("If-Match", "Entity tags that must be right: otherwise the answer is 412.", "\"cf83e1357e\""),
    ];

    private static readonly Audit Completed = new()
    {
        Id = Id,
        Status = AuditStatus.Completed,
        All = false,
        CreatedAt = Start,
        LastUpdatedAt = Start.AddMinutes(42),
        Progress = new AuditProgress(new AuditCounts
        {
            Listed = 41_200,
            Due = 460,
            Checked = 460,
            Valid = 459,
            Invalid = 1,
            Opened = 1,
            Files = 9_100,
            Bytes = 1_200_345_678,
        }),
        Outcome = AuditOutcome.Complete,
        Links = Links,
    };

    private static readonly AuditOverview Overview = new()
    {
        Schedule = "0 0 2 * * *",
        IntervalSeconds = 7_776_000,
        Coverage = new AuditCoverage
        {
            AsOf = Start.AddMinutes(42),
            Objects = 41_200,
            WithinInterval = 41_200,
            WithFindings = 1,
            OldestCheck = Start.AddDays(-89),
        },
        Findings =
        [
            new OpenFinding
            {
                ObjectRoot = ObjectRoot,
                ObjectId = "urn:example:photos",
                Codes = ["E092"],
                Findings =
                [
                    new Finding
                    {
                        ObjectId = "urn:example:photos",
                        ObjectRoot = ObjectRoot,
                        Code = "E092",
                        Severity = FindingSeverity.Error,
                        Message = "The content does not have the digest that the manifest gives it.",
                        Path = "v1/content/one.tif",
                        Version = "v1",
                    },
                ],
                Errors = 1,
                FoundAt = Start.AddMinutes(12),
                LastSeenAt = Start.AddMinutes(12),
                AuditId = Id,
            },
        ],
        Runs = [Completed],
    };

    public CallGroup Group { get; } = new("Audits", "Checks of all objects again and again, the longest unchecked first.");

    public IEnumerable<CallDescription> Calls =>
    [
        new("StartAudit", CallerRole.Operator, "Start an audit")
        {
            Description = "Checks the objects that are due: never checked, not checked within `Ocfl:Audits:Interval`, or with an open "
                + "finding. With `all`, every object. One run at a time.",
            Body = CallContent.Json(
                ContractsJson.Relaxed.AuditRequest,
                "Which objects.",
                ("due", new AuditRequest()),
                ("all", new AuditRequest { All = true })),
            Answers =
            [
                new(StatusCodes.Status202Accepted, "It is accepted.")
                {
                    Headers = [CallParameter.Location, CallParameter.RetryAfter],
                    Body = CallContent.Json(
                        ContractsJson.Relaxed.StartedAudit,
                        "The run's id and its URLs.",
                        ("started", new StartedAudit { Id = Id, Status = AuditStatus.Queued, Links = Links })),
                },
            ],
            Problems = [ProblemKind.AuditRunning],
        },
        Describe("GET"),
        Describe("HEAD"),
        new("GetAudit", CallerRole.Reader, "A run of an audit")
        {
            Parameters = Path,
            Answers =
            [
                new(StatusCodes.Status200OK, "The run as it is now.")
                {
                    Headers = [CallParameter.RetryAfter],
                    Body = CallContent.Json(ContractsJson.Relaxed.Audit, "The run.", ("completed", Completed)),
                },
            ],
            Problems = [ProblemKind.AuditNotFound],
        },
        Command("SuspendAudit", "Suspend an audit", "Running activities finish, and no further activity starts."),
        Command("ResumeAudit", "Resume a suspended audit", "It continues where it stopped."),
        Command(
            "CancelAudit",
            "Cancel an audit",
            "What runs finishes, and no further object is checked. What was checked counts. A suspended audit is resumed for this."),
    ];

    private static CallDescription Describe(string method) => new("GetAudits", CallerRole.Reader, "Coverage, open findings, last runs")
    {
        Method = method,
        Description = "The coverage is counted while a run reads its ledger. The findings are paged; the last 10 runs are in each page.",
        Parameters = [.. CallParameter.Page(AuditsApi.MostTop, AuditsApi.UsualTop), .. Conditions],
        Answers =
        [
            new(StatusCodes.Status200OK, "What audits know.")
            {
                Headers = Tag,
                Body = method == "HEAD"
                    ? null
                    : CallContent.Json(ContractsJson.Relaxed.AuditOverview, "What audits know.", ("overview", Overview)),
            },
            new(StatusCodes.Status304NotModified, "The caller has it already.") { Headers = Tag },
        ],
        Problems = [ProblemKind.PreconditionFailed],
    };

    private static CallDescription Command(string function, string summary, string description) =>
        CommandCalls.Of(function, CallerRole.Operator, "audit", Path, ProblemKind.AuditNotFound, summary, description);
}
