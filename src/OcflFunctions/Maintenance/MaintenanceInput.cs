using System.Text.Json.Serialization;
using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;

namespace OcflFunctions.Maintenance;

/// <summary>The input of the orchestration <c>Maintain</c>.</summary>
/// <param name="DryRun">Whether to count only.</param>
/// <param name="Settings">The settings.</param>
/// <param name="Steps">The steps, in order.</param>
/// <param name="State">How far it is, if it has continued as new; null at the start.</param>
public sealed record MaintenanceInput(
    bool DryRun,
    MaintenanceSettings Settings,
    IReadOnlyList<string> Steps,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MaintenanceState? State = null);

/// <summary>The settings that a run of maintenance goes by.</summary>
public sealed record MaintenanceSettings
{
    /// <summary>How long finished runs are kept.</summary>
    public TimeSpan KeepRuns { get; init; }

    /// <summary>How long reports of validations are kept.</summary>
    public TimeSpan KeepReports { get; init; }

    /// <summary>How many items an activity examines at most.</summary>
    public int PageItems { get; init; } = 200;

    /// <summary>How many files an activity deletes, about.</summary>
    public int PageFiles { get; init; } = 5_000;

    /// <summary>How many pages of the database an activity frees at most.</summary>
    public int PageDatabasePages { get; init; } = 2_000;

    /// <summary>How many attempts an activity has.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long to wait before the second attempt.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long runs are kept whose reports can only be read through them.</summary>
    internal TimeSpan KeepRunsWithReports() => KeepRuns > KeepReports ? KeepRuns : KeepReports;

    /// <summary>The settings of a run that starts now.</summary>
    internal static MaintenanceSettings From(OcflOptions options) => new()
    {
        KeepRuns = options.Maintenance.KeepRuns,
        KeepReports = options.Maintenance.KeepReports,
        PageItems = options.Maintenance.PageItems,
        PageFiles = options.Maintenance.PageFiles,
        PageDatabasePages = options.Maintenance.PageDatabasePages,
        Attempts = options.Updates.Attempts,
        FirstRetryDelay = options.Updates.FirstRetryDelay,
        MaxRetryDelay = options.Updates.MaxRetryDelay,
    };
}

/// <summary>How far a run of maintenance is.</summary>
public sealed record MaintenanceState
{
    /// <summary>When the run started, in UTC: what is old is decided by this time.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How many steps are done.</summary>
    public int Step { get; init; }

    /// <summary>Where the next page of the step starts; null at its beginning.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? After { get; init; }

    /// <summary>What was removed, by kind.</summary>
    public IReadOnlyList<RemovedItems> Removed { get; init; } = [];

    /// <summary>The errors, at most one a step.</summary>
    public IReadOnlyList<MaintenanceError> Errors { get; init; } = [];

    /// <summary>The state after a page of a step.</summary>
    internal MaintenanceState AfterPage(string step, MaintenancePage page) => this with
    {
        Step = page.Next is null ? Step + 1 : Step,
        After = page.Next,
        Removed = Add(Removed, page.Removed),
        Errors = page.Error is { } error ? Add(Errors, new MaintenanceError(step, page.Failed, Clip(error))) : Errors,
    };

    /// <summary>The state after a step that failed: the next one follows.</summary>
    internal MaintenanceState AfterFailure(string step, UpdateError error) => this with
    {
        Step = Step + 1,
        After = null,
        Errors = Add(Errors, new MaintenanceError(step, 0, Clip(error))),
    };

    private static RemovedItems[] Add(IReadOnlyList<RemovedItems> sums, IReadOnlyList<RemovedItems> more) =>
    [
        .. sums.Concat(more)
            .GroupBy(items => items.Kind)
            .OrderBy(group => group.Key)
            .Select(group => new RemovedItems(group.Key, group.Sum(items => items.Count), group.Sum(items => items.Bytes)))
            .Where(items => items.Count > 0),
    ];

    private static MaintenanceError[] Add(IReadOnlyList<MaintenanceError> errors, MaintenanceError error) =>
        errors.FirstOrDefault(first => first.Step == error.Step) is { } first
            ? [.. errors.Where(other => other != first), first with { Failed = first.Failed + error.Failed }]
            : [.. errors, error];

    // All of it is in the custom status, which has a limit.
    private static UpdateError Clip(UpdateError error) => error with
    {
        Type = StatusText.Clip(error.Type, 100),
        Message = StatusText.Clip(error.Message, 400),
    };
}

/// <summary>The custom status of a run of maintenance.</summary>
/// <param name="DryRun">Whether it counts only.</param>
/// <param name="Step">The step that runs; null after the last.</param>
/// <param name="State">How far it is.</param>
internal sealed record MaintenanceCustomStatus(
    bool DryRun,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Step,
    MaintenanceState State);

/// <summary>The input of <c>RemoveExpired</c>.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Step">The step.</param>
/// <param name="StartedAt">When the run started, in UTC.</param>
/// <param name="DryRun">Whether to count only.</param>
/// <param name="Settings">The settings.</param>
/// <param name="After">Where the page starts; null at the beginning of the step.</param>
public sealed record MaintenancePageInput(
    string RunId,
    string Step,
    DateTimeOffset StartedAt,
    bool DryRun,
    MaintenanceSettings Settings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? After = null);

/// <summary>What one activity of maintenance did.</summary>
/// <param name="Removed">What it removed.</param>
/// <param name="Next">Where the next page starts; null if the step is done.</param>
/// <param name="Failed">How many items it could not remove.</param>
/// <param name="Error">The first error; null if there was none.</param>
public sealed record MaintenancePage(
    IReadOnlyList<RemovedItems> Removed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Failed = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UpdateError? Error = null);

/// <summary>Checks the input before anything is done: the engine's own API starts an orchestration with any input.</summary>
internal static class MaintenanceInputCheck
{
    /// <summary>Refuses an input that no run can use. A pure function of the input, so that a replay has the same result.</summary>
    /// <exception cref="InvalidUpdateException">Something is missing, or not valid; the message names it.</exception>
    public static void Require(MaintenanceInput? input)
    {
        if (InputFaults.Find("maintenance", input, input?.Settings, () => FaultsOf(input!)) is { } fault)
        {
            throw new InvalidUpdateException(fault);
        }
    }

    private static IEnumerable<string> FaultsOf(MaintenanceInput input) =>
    [
        .. input.Steps is null ? ["'steps' is missing"] : (string[])[],
        .. InputFaults.Describe("settings",
        [
            .. UpdateSettingsRules.Within(
                nameof(input.Settings.KeepRuns), input.Settings.KeepRuns, TimeSpan.FromSeconds(1), TimeSpan.MaxValue),
            .. UpdateSettingsRules.Within(
                nameof(input.Settings.KeepReports), input.Settings.KeepReports, TimeSpan.FromSeconds(1), TimeSpan.MaxValue),
            .. UpdateSettingsRules.Within(nameof(input.Settings.PageItems), input.Settings.PageItems, 1, int.MaxValue),
            .. UpdateSettingsRules.Within(nameof(input.Settings.PageFiles), input.Settings.PageFiles, 1, int.MaxValue),
            .. UpdateSettingsRules.Within(nameof(input.Settings.PageDatabasePages), input.Settings.PageDatabasePages, 1, int.MaxValue),
            .. UpdateSettingsRules.Within(nameof(input.Settings.Attempts), input.Settings.Attempts, 1, 100),
        ]),
    ];
}
