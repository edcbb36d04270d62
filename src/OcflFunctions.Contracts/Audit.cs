using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The body of <c>POST /api/audits</c>.</summary>
public sealed record AuditRequest
{
    /// <summary>
    /// Whether all objects are checked. Otherwise those that are due: never checked, not checked within the interval, or with an open
    /// finding.
    /// </summary>
    public bool All { get; init; }
}

/// <summary>A run of an audit, as callers see it.</summary>
public sealed record Audit
{
    /// <summary>The run's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its status.</summary>
    public required AuditStatus Status { get; init; }

    /// <summary>Whether all objects are checked, and not only those that are due.</summary>
    public required bool All { get; init; }

    /// <summary>When it was requested, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed, in UTC.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>How far it is.</summary>
    public required AuditProgress Progress { get; init; }

    /// <summary>Why it stopped; null until it has finished, and if it failed or was terminated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AuditOutcome? Outcome { get; init; }

    /// <summary>Why it failed or was terminated; null if neither.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>Its URLs.</summary>
    public required AuditLinks Links { get; init; }

    /// <summary>Whether it has finished, with whatever result.</summary>
    [JsonIgnore]
    public bool IsFinished =>
        Status is AuditStatus.Completed or AuditStatus.Cancelled or AuditStatus.Failed or AuditStatus.Terminated;
}

/// <summary>What a run of an audit has done, in numbers.</summary>
public record AuditCounts
{
    /// <summary>How many objects were found in the storage root.</summary>
    public long Listed { get; init; }

    /// <summary>How many objects were due when the run began to check; each page of them can add some.</summary>
    public long Due { get; init; }

    /// <summary>How many objects have been checked, whatever was found.</summary>
    public long Checked { get; init; }

    /// <summary>How many of them are valid; they may have warnings.</summary>
    public long Valid { get; init; }

    /// <summary>How many of them were not valid at both looks, or are missing.</summary>
    public long Invalid { get; init; }

    /// <summary>How many of them could not be checked: they were updated all the time, or could not be read. They stay due.</summary>
    public long Unverified { get; init; }

    /// <summary>How many objects that were in the ledger have been purged or moved, and left it.</summary>
    public long Removed { get; init; }

    /// <summary>How many findings were opened.</summary>
    public long Opened { get; init; }

    /// <summary>How many findings were closed.</summary>
    public long Closed { get; init; }

    /// <summary>How many content files have been read and compared with their digests.</summary>
    public long Files { get; init; }

    /// <summary>How many bytes of content files have been read.</summary>
    public long Bytes { get; init; }

    /// <summary>The sum of these and others.</summary>
    public AuditCounts Plus(AuditCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new AuditCounts
        {
            Listed = Listed + other.Listed,
            Due = Due + other.Due,
            Checked = Checked + other.Checked,
            Valid = Valid + other.Valid,
            Invalid = Invalid + other.Invalid,
            Unverified = Unverified + other.Unverified,
            Removed = Removed + other.Removed,
            Opened = Opened + other.Opened,
            Closed = Closed + other.Closed,
            Files = Files + other.Files,
            Bytes = Bytes + other.Bytes,
        };
    }
}

/// <summary>How far a run of an audit is.</summary>
public sealed record AuditProgress : AuditCounts
{
    /// <summary>Nothing yet.</summary>
    [JsonConstructor]
    public AuditProgress()
    {
    }

    /// <summary>What has been done.</summary>
    public AuditProgress(AuditCounts counts) : base(counts)
    {
    }

    /// <summary>The activities that failed and are being retried, the first few.</summary>
    public IReadOnlyList<ActivityRetry> Retrying { get; init; } = [];
}

/// <summary>The status of a run of an audit.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<AuditStatus>))]
public enum AuditStatus
{
    /// <summary>A status that this version of the client does not know. It does not count as finished.</summary>
    Unknown,

    /// <summary>Waits to be started.</summary>
    Queued,

    /// <summary>Lists objects, or checks them.</summary>
    Running,

    /// <summary>Suspended by a caller or an operator.</summary>
    Suspended,

    /// <summary>Finished: see <see cref="Audit.Outcome"/>.</summary>
    Completed,

    /// <summary>Cancelled. What it had checked counts.</summary>
    Cancelled,

    /// <summary>Failed: see <see cref="Audit.Error"/>. The next run checks what is still due.</summary>
    Failed,

    /// <summary>Terminated by an operator. The next run checks what is still due.</summary>
    Terminated,
}

/// <summary>Why a run of an audit stopped.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<AuditOutcome>))]
public enum AuditOutcome
{
    /// <summary>A value that this version of the client does not know.</summary>
    Unknown,

    /// <summary>Everything that was due has been checked.</summary>
    Complete,

    /// <summary>Its time was over (<c>Ocfl:Audits:MaxDuration</c>). The next run checks the rest.</summary>
    TimeOver,

    /// <summary>
    /// It opened as many findings as a run may (<c>Ocfl:Audits:MaxFindings</c>): that is more likely a fault of the storage than of so
    /// many objects.
    /// </summary>
    TooManyFindings,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>What the ledger of audits says about the objects of the storage root.</summary>
public sealed record AuditCoverage
{
    /// <summary>When this was counted, in UTC: during the last run, or at its end.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>How many objects the ledger has.</summary>
    public long Objects { get; init; }

    /// <summary>How many of them were checked within the interval, whatever was found.</summary>
    public long WithinInterval { get; init; }

    /// <summary>How many of them were checked, but not within the interval.</summary>
    public long Overdue { get; init; }

    /// <summary>How many of them were never checked.</summary>
    public long NeverChecked { get; init; }

    /// <summary>How many of them could not be checked at the last attempt.</summary>
    public long Unverified { get; init; }

    /// <summary>How many objects have an open finding.</summary>
    public long WithFindings { get; init; }

    /// <summary>The oldest of the last checks of all objects, in UTC; null if no object was checked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? OldestCheck { get; init; }
}

/// <summary>An object that was found bad, until a validation finds it good.</summary>
public sealed record OpenFinding
{
    /// <summary>The object's root from the storage root.</summary>
    public required string ObjectRoot { get; init; }

    /// <summary>The object's id; null if it could not be read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectId { get; init; }

    /// <summary>The codes of the errors, each once: of the specification's table, or <c>S002</c> for an object that is missing.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>The first findings, errors first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>How many errors were found at the last look.</summary>
    public required long Errors { get; init; }

    /// <summary>When it was first found, in UTC.</summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>When it was last found, in UTC.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The run of an audit that first found it.</summary>
    public required string AuditId { get; init; }
}

/// <summary>What audits know about the storage root.</summary>
public sealed record AuditOverview
{
    /// <summary>When audits start; null if they are started by hand only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Schedule { get; init; }

    /// <summary>Within how many seconds each object is to be checked again.</summary>
    public required long IntervalSeconds { get; init; }

    /// <summary>The coverage; null until a run has counted it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AuditCoverage? Coverage { get; init; }

    /// <summary>Objects with an open finding, a page of them.</summary>
    public required IReadOnlyList<OpenFinding> Findings { get; init; }

    /// <summary>Gets the next page of findings, as the query parameter <c>continuation</c>; null on the last page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Continuation { get; init; }

    /// <summary>The last runs, the newest first.</summary>
    public required IReadOnlyList<Audit> Runs { get; init; }
}

/// <summary>The answer to <c>POST /api/audits</c>, with the durable engine's own URLs if the settings allow it.</summary>
public sealed record StartedAudit : ManagementLinks
{
    /// <summary>An answer without the engine's URLs.</summary>
    [JsonConstructor]
    public StartedAudit()
    {
    }

    /// <summary>An answer with the engine's URLs.</summary>
    [SetsRequiredMembers]
    public StartedAudit(StartedAudit answer, ManagementLinks management) : base(management)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Id = answer.Id;
        Status = answer.Status;
        Links = answer.Links;
    }

    /// <summary>The run's id.</summary>
    [JsonPropertyOrder(-3)]
    public required string Id { get; init; }

    /// <summary>The run's status: <see cref="AuditStatus.Queued"/>.</summary>
    [JsonPropertyOrder(-2)]
    public required AuditStatus Status { get; init; }

    /// <summary>Its URLs.</summary>
    [JsonPropertyOrder(-1)]
    public required AuditLinks Links { get; init; }
}

/// <summary>The URLs of a run of an audit: paths on this service.</summary>
/// <param name="Self">GET: the run.</param>
/// <param name="Suspend">POST: running activities finish, and no further one starts.</param>
/// <param name="Resume">POST: continues after a suspend.</param>
/// <param name="Cancel">POST: what runs finishes, and no further object is checked.</param>
public sealed record AuditLinks(string Self, string Suspend, string Resume, string Cancel);
