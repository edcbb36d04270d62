using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The body of <c>POST /api/maintenance</c>.</summary>
public sealed record MaintenanceRequest
{
    /// <summary>Whether to count what would be removed, and to remove nothing.</summary>
    public bool DryRun { get; init; }
}

/// <summary>A run of maintenance, as callers see it.</summary>
public sealed record MaintenanceRun
{
    /// <summary>The run's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its status.</summary>
    public required MaintenanceStatus Status { get; init; }

    /// <summary>Whether nothing is removed: <see cref="Removed"/> is then what would be.</summary>
    public required bool DryRun { get; init; }

    /// <summary>When it was requested, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed, in UTC.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The step that runs, such as <c>runs</c>; null if none does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Step { get; init; }

    /// <summary>What it has removed so far, by kind; kinds of which nothing was removed are left out.</summary>
    public required IReadOnlyList<RemovedItems> Removed { get; init; }

    /// <summary>The first error of each step that has one. The other steps are not affected.</summary>
    public required IReadOnlyList<MaintenanceError> Errors { get; init; }

    /// <summary>Its URL.</summary>
    public required MaintenanceLinks Links { get; init; }

    /// <summary>Whether it has finished, with whatever result.</summary>
    [JsonIgnore]
    public bool IsFinished => Status is MaintenanceStatus.Completed or MaintenanceStatus.Failed or MaintenanceStatus.Terminated;
}

/// <summary>How much of one kind was removed.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">How many: runs, reports, stages, folders, records; for the database, pages.</param>
/// <param name="Bytes">How many bytes of files they had; 0 where that is not known, as for records of the engine.</param>
public sealed record RemovedItems(RemovedKind Kind, long Count, long Bytes);

/// <summary>What maintenance removes.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<RemovedKind>))]
public enum RemovedKind
{
    /// <summary>A kind that this version of the client does not know.</summary>
    Unknown,

    /// <summary>Finished updates, with their records in the work area and their history in the engine.</summary>
    Updates,

    /// <summary>Finished validations, with their reports and their history in the engine.</summary>
    Validations,

    /// <summary>Finished purges: their history in the engine. The record of a purged object stays.</summary>
    Purges,

    /// <summary>Finished imports, with their reports and their history in the engine.</summary>
    Imports,

    /// <summary>Objects of imports that are done: their history in the engine. The report of the import stays.</summary>
    ImportedObjects,

    /// <summary>Notifications that were accepted or given up: their history in the engine.</summary>
    Notifications,

    /// <summary>Finished runs of maintenance.</summary>
    MaintenanceRuns,

    /// <summary>Reports of validations and imports whose run is kept.</summary>
    Reports,

    /// <summary>Stages that have expired.</summary>
    Stages,

    /// <summary>What work left in the work area that was terminated or killed.</summary>
    Leftovers,

    /// <summary>What work left in the storage root and its pending area that was terminated or killed.</summary>
    Pending,

    /// <summary>Queues of objects with no update in them.</summary>
    Claims,

    /// <summary>Unused pages of the embedded engine's database.</summary>
    Database,

    /// <summary>Finished runs of audits, with their lists in the work area. The ledger stays.</summary>
    Audits,

    /// <summary>Digests of blocks of contents that have not been read for some time.</summary>
    BlockDigests,
}

/// <summary>What a step of maintenance could not do. The next run tries it again.</summary>
/// <param name="Step">The step, such as <c>runs</c>.</param>
/// <param name="Failed">How many items of the step could not be removed; 0 if the step itself failed.</param>
/// <param name="Error">The first error.</param>
public sealed record MaintenanceError(string Step, int Failed, UpdateError Error);

/// <summary>The status of a run of maintenance.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<MaintenanceStatus>))]
public enum MaintenanceStatus
{
    /// <summary>A status that this version of the client does not know. It does not count as finished.</summary>
    Unknown,

    /// <summary>Waits to be started.</summary>
    Queued,

    /// <summary>Removes, or counts.</summary>
    Running,

    /// <summary>Suspended by an operator.</summary>
    Suspended,

    /// <summary>All steps are done, without an error.</summary>
    Completed,

    /// <summary>A step had an error: see <see cref="MaintenanceRun.Errors"/>. The other steps are done.</summary>
    Failed,

    /// <summary>Terminated by an operator. The next run continues.</summary>
    Terminated,
}

/// <summary>The last runs of maintenance, the newest first.</summary>
/// <param name="Runs">The runs.</param>
public sealed record MaintenanceRunPage(IReadOnlyList<MaintenanceRun> Runs);

/// <summary>The answer to <c>POST /api/maintenance</c>, with the durable engine's own URLs if the settings allow it.</summary>
public sealed record StartedMaintenance : ManagementLinks
{
    /// <summary>An answer without the engine's URLs.</summary>
    [JsonConstructor]
    public StartedMaintenance()
    {
    }

    /// <summary>An answer with the engine's URLs.</summary>
    [SetsRequiredMembers]
    public StartedMaintenance(StartedMaintenance answer, ManagementLinks management) : base(management)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Id = answer.Id;
        DryRun = answer.DryRun;
        Status = answer.Status;
        Links = answer.Links;
    }

    /// <summary>The run's id.</summary>
    [JsonPropertyOrder(-4)]
    public required string Id { get; init; }

    /// <summary>Whether nothing is removed.</summary>
    [JsonPropertyOrder(-3)]
    public required bool DryRun { get; init; }

    /// <summary>The run's status: <see cref="MaintenanceStatus.Queued"/>.</summary>
    [JsonPropertyOrder(-2)]
    public required MaintenanceStatus Status { get; init; }

    /// <summary>Its URL.</summary>
    [JsonPropertyOrder(-1)]
    public required MaintenanceLinks Links { get; init; }
}

/// <summary>The URL of a run of maintenance: a path on this service.</summary>
/// <param name="Self">GET: the run.</param>
public sealed record MaintenanceLinks(string Self);
