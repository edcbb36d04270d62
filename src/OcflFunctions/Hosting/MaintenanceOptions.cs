namespace OcflFunctions.Hosting;

/// <summary>What maintenance removes, and when.</summary>
public sealed class MaintenanceOptions
{
    /// <summary>The name of the setting of <see cref="Schedule"/>, as timer triggers refer to it.</summary>
    public const string ScheduleSetting = $"{OcflOptions.Section}:{nameof(OcflOptions.Maintenance)}:{nameof(Schedule)}";

    /// <summary>The default of <see cref="Schedule"/>: each night at 3:15 UTC.</summary>
    public const string UsualSchedule = "0 15 3 * * *";

    /// <summary>Whether the schedule starts runs. A run that is requested over HTTP is not affected.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>When runs start: an NCRONTAB expression of six fields in UTC, or a time span between two runs.</summary>
    public string Schedule { get; set; } = UsualSchedule;

    /// <summary>
    /// How long a finished update, validation, purge, import or run of maintenance is kept after its last change. Its idempotency key is
    /// remembered as long.
    /// </summary>
    public TimeSpan KeepRuns { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the report of a finished validation or import is kept. Its run is kept as long, or longer.</summary>
    public TimeSpan KeepReports { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How many runs, folders or records one activity of maintenance examines, at most.</summary>
    public int PageItems { get; set; } = 200;

    /// <summary>How many files one activity of maintenance deletes, about.</summary>
    public int PageFiles { get; set; } = 5_000;

    /// <summary>How many pages of the embedded engine's database one activity of maintenance frees, at most.</summary>
    public int PageDatabasePages { get; set; } = 2_000;

    /// <summary>The faults of the settings.</summary>
    /// <returns>The setting's name, and what is wrong, as the end of a sentence.</returns>
    internal IEnumerable<(string Name, string Problem)> FindFaults() =>
    [
        .. ScheduleText.IsValid(Schedule) ? [] : ((string, string)[])[(
            nameof(Schedule),
            $"is '{Schedule}'; it must be an NCRONTAB expression of six fields, such as '{UsualSchedule}', or a time span above zero")],
        .. UpdateSettingsRules.Within(nameof(KeepRuns), KeepRuns, TimeSpan.FromSeconds(1), TimeSpan.FromDays(36_500)),
        .. UpdateSettingsRules.Within(nameof(KeepReports), KeepReports, TimeSpan.FromSeconds(1), TimeSpan.FromDays(36_500)),
        .. UpdateSettingsRules.Within(nameof(PageItems), PageItems, 1, 10_000),
        .. UpdateSettingsRules.Within(nameof(PageFiles), PageFiles, 1, 1_000_000),
        .. UpdateSettingsRules.Within(nameof(PageDatabasePages), PageDatabasePages, 1, 1_000_000),
    ];
}
