using System.Text.Json.Serialization;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Validations;

namespace OcflFunctions.Audits;

/// <summary>The input of the orchestration <c>RunAudit</c>.</summary>
/// <param name="Request">The request.</param>
/// <param name="Settings">The settings.</param>
/// <param name="State">How far it is, if it has continued as new; null at the start.</param>
public sealed record AuditInput(
    AuditRequest Request,
    AuditSettings Settings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AuditState? State = null);

/// <summary>Which run an activity belongs to.</summary>
/// <param name="Id">The run's id, which is the orchestration's instance id.</param>
/// <param name="StartedAt">When it started, in UTC. If an operator restarts it, it has another time.</param>
public sealed record AuditIdentity(string Id, DateTimeOffset StartedAt);

/// <summary>How far a run is: its state when it continues as new.</summary>
public sealed record AuditState
{
    /// <summary>When the first run started, in UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How many parts of the storage root have been listed.</summary>
    public int Parts { get; init; }

    /// <summary>Where the next part starts; null at the beginning and at the end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? After { get; init; }

    /// <summary>Whether all is listed.</summary>
    public bool IsListed { get; init; }

    /// <summary>Whether everything could be read when it was listed.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>How many batches have been chosen.</summary>
    public int Batches { get; init; }

    /// <summary>How many objects the current batch has.</summary>
    public int Objects { get; init; }

    /// <summary>How many of them are checked.</summary>
    public int Done { get; init; }

    /// <summary>What has been done.</summary>
    public AuditCounts Counts { get; init; } = new();
}

/// <summary>The custom status of a run.</summary>
public sealed record AuditCustomStatus
{
    /// <summary>How far it is.</summary>
    public AuditProgress Progress { get; init; } = new();

    /// <summary>The failure that ended it; null if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>When its first run started, in UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }
}

/// <summary>The result of a run.</summary>
/// <param name="Outcome">Why it stopped.</param>
/// <param name="Counts">What it has done.</param>
public sealed record AuditResult(AuditOutcome Outcome, AuditCounts Counts);

/// <summary>The input of the activity <c>ListForAudit</c>.</summary>
/// <param name="Run">The run.</param>
/// <param name="Part">The part's number, from 0.</param>
/// <param name="Count">How many objects it may have.</param>
/// <param name="After">Where it starts; null for the beginning.</param>
public sealed record ListForAuditInput(
    AuditIdentity Run,
    int Part,
    int Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? After = null);

/// <summary>What the activity <c>ListForAudit</c> found: the objects themselves are in the work area.</summary>
/// <param name="Objects">How many objects the part has.</param>
/// <param name="IsWhole">Whether everything could be read.</param>
/// <param name="Next">Where the next part starts; null if this is the last.</param>
public sealed record ListedForAudit(
    int Objects,
    bool IsWhole,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next);

/// <summary>The input of the activity <c>SelectObjects</c>.</summary>
public sealed record SelectObjectsInput
{
    /// <summary>The run.</summary>
    public required AuditIdentity Run { get; init; }

    /// <summary>The batch's number, from 0: the first takes the listing into the ledger, others what the batch before found.</summary>
    public required int Batch { get; init; }

    /// <summary>How many objects are chosen at most; 0 if the run ends.</summary>
    public required int Count { get; init; }

    /// <summary>How many parts the listing has.</summary>
    public required int Parts { get; init; }

    /// <summary>Whether everything could be read when it was listed.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>An object that was checked before this time is due.</summary>
    public required DateTimeOffset DueBefore { get; init; }

    /// <summary>Within which time each object is checked again.</summary>
    public required TimeSpan Interval { get; init; }
}

/// <summary>What the activity <c>SelectObjects</c> chose: the objects themselves are in the work area.</summary>
/// <param name="Objects">How many objects it chose.</param>
/// <param name="Due">How many are due, chosen or not.</param>
public sealed record SelectedObjects(int Objects, long Due);

/// <summary>The input of the activity <c>CheckObjects</c>.</summary>
public sealed record CheckObjectsInput
{
    /// <summary>The run.</summary>
    public required AuditIdentity Run { get; init; }

    /// <summary>The batch.</summary>
    public required int Batch { get; init; }

    /// <summary>The slice of its objects.</summary>
    public required SliceRange Slice { get; init; }

    /// <summary>How many bytes a second it may read; 0: no bound.</summary>
    public required long BytesPerSecond { get; init; }

    /// <summary>Whether this is the second look at one object, after which it is reported.</summary>
    public required bool IsSecondLook { get; init; }

    /// <summary>What to do with an object that cannot be checked now, at the second look.</summary>
    public ValidationTry Try { get; init; } = ValidationTry.Again;

    /// <summary>Within which time each object is checked again.</summary>
    public required TimeSpan Interval { get; init; }
}

/// <summary>What the activity <c>CheckObjects</c> found: the results themselves are in the work area.</summary>
public sealed record CheckedObjects
{
    /// <summary>What was done.</summary>
    public AuditCounts Counts { get; init; } = new();

    /// <summary>The objects that were found bad at the first look, or could not be checked, by their numbers in the batch.</summary>
    public IReadOnlyList<int> Suspects { get; init; } = [];
}

/// <summary>Checks the input before anything is done: the engine's own API starts an orchestration with any input.</summary>
internal static class AuditInputCheck
{
    /// <summary>Refuses an input that no run can use. A pure function of the input, so that a replay has the same result.</summary>
    /// <exception cref="InvalidValidationException">Something is missing, or not valid; the message names it.</exception>
    public static void Require(AuditInput? input)
    {
        if (InputFaults.Find(
            "audit",
            input?.Request,
            input?.Settings,
            () => InputFaults.Describe("settings", AuditSettingsRules.Find(input!.Settings))) is { } fault)
        {
            throw new InvalidValidationException(fault);
        }
    }
}
