namespace OcflFunctions.Hosting;

/// <summary>When and how objects are checked again. The settings of retries are those of <see cref="UpdateOptions"/>.</summary>
public sealed class AuditOptions
{
    /// <summary>
    /// When runs start: an NCRONTAB expression of six fields in UTC, or a time span between two runs; empty: only by hand. It is compared
    /// with the time of the last run every five minutes.
    /// </summary>
    public string Schedule { get; set; } = "";

    /// <summary>Within which time each object is checked again.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How many bytes a second a run reads of objects; 0: no bound.</summary>
    public long BytesPerSecond { get; set; }

    /// <summary>How long a run checks objects; the next run checks the rest.</summary>
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many findings a run opens; then it stops, since the storage is more likely at fault than so many objects.</summary>
    public int MaxFindings { get; set; } = 1_000;

    /// <summary>How long to wait before an object that was found bad is validated again.</summary>
    public TimeSpan RecheckDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many slices of a run are checked at the same time. They share <see cref="BytesPerSecond"/>.</summary>
    public int Window { get; set; } = 2;

    /// <summary>How many objects a slice has, at most: one activity checks them.</summary>
    public int SliceObjects { get; set; } = 20;

    /// <summary>How many objects are chosen at a time, at most: the ledger is read once for them.</summary>
    public int BatchObjects { get; set; } = 20_000;

    /// <summary>The settings of a run that starts now.</summary>
    internal AuditSettings ToSettings(UpdateOptions updates) => new()
    {
        Interval = Interval,
        BytesPerSecond = BytesPerSecond,
        MaxDuration = MaxDuration,
        MaxFindings = MaxFindings,
        RecheckDelay = RecheckDelay,
        Window = Window,
        SliceObjects = SliceObjects,
        BatchObjects = BatchObjects,
        Attempts = updates.Attempts,
        FirstRetryDelay = updates.FirstRetryDelay,
        MaxRetryDelay = updates.MaxRetryDelay,
    };

    /// <summary>The faults of the settings.</summary>
    /// <returns>The setting's name, and what is wrong, as the end of a sentence.</returns>
    internal IEnumerable<(string Name, string Problem)> FindFaults() =>
    [
        .. Schedule.Length == 0 || ScheduleText.IsValid(Schedule) ? [] : ((string, string)[])[(
            nameof(Schedule),
            $"is '{Schedule}'; it must be empty, an NCRONTAB expression of six fields, such as '0 0 2 * * *', or a time span above zero")],
        .. AuditSettingsRules.Find(ToSettings(new UpdateOptions())),
    ];
}
