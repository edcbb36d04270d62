namespace OcflFunctions.Hosting;

/// <summary>
/// The service's settings for a run of an audit, fixed when it starts: an orchestrator that read them itself could get others when it is
/// replayed.
/// </summary>
public sealed record AuditSettings
{
    /// <summary>Within which time each object is checked again.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How many bytes a second the run reads of objects; 0: no bound.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>How long the run checks objects.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many findings the run opens.</summary>
    public int MaxFindings { get; init; } = 1_000;

    /// <summary>How long to wait before an object that was found bad is validated again.</summary>
    public TimeSpan RecheckDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many slices are checked at the same time.</summary>
    public int Window { get; init; } = 2;

    /// <summary>How many objects a slice has, at most.</summary>
    public int SliceObjects { get; init; } = 20;

    /// <summary>How many objects are chosen at a time, at most.</summary>
    public int BatchObjects { get; init; } = 20_000;

    /// <summary>How many objects one activity lists, at most.</summary>
    public int ListObjects { get; init; } = 50_000;

    /// <summary>After how many activities the orchestration continues as new, so that its history stays short.</summary>
    public int CallsPerRun { get; init; } = 100;

    /// <summary>How many attempts an activity has if it fails for a reason that may be transient.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long to wait before the second attempt; each further wait is twice as long.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>The rules for the settings of audits: those of the service, and those in the input of a run.</summary>
internal static class AuditSettingsRules
{
    /// <summary>Fewer would take longer than a timer counts.</summary>
    private const long LeastBytesPerSecond = 1024;

    /// <summary>The faults of the settings.</summary>
    /// <returns>The property's name, and what is wrong, as the end of a sentence.</returns>
    public static IEnumerable<(string Name, string Problem)> Find(AuditSettings settings) =>
    [
        .. UpdateSettingsRules.Within(nameof(settings.Interval), settings.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(36_500)),
        .. settings.BytesPerSecond == 0
            ? []
            : UpdateSettingsRules.Within(nameof(settings.BytesPerSecond), settings.BytesPerSecond, LeastBytesPerSecond, 1L << 50),
        .. UpdateSettingsRules.Within(
            nameof(settings.MaxDuration), settings.MaxDuration, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
        .. UpdateSettingsRules.Within(nameof(settings.MaxFindings), settings.MaxFindings, 1, 1_000_000),
        .. UpdateSettingsRules.Within(nameof(settings.RecheckDelay), settings.RecheckDelay, TimeSpan.Zero, TimeSpan.FromDays(1)),
        .. UpdateSettingsRules.Within(nameof(settings.Window), settings.Window, 1, 64),
        .. UpdateSettingsRules.Within(nameof(settings.SliceObjects), settings.SliceObjects, 1, 1000),
        .. UpdateSettingsRules.Within(nameof(settings.BatchObjects), settings.BatchObjects, 1, 100_000),
        .. UpdateSettingsRules.Within(nameof(settings.ListObjects), settings.ListObjects, 1, 100_000),
        .. UpdateSettingsRules.Within(nameof(settings.CallsPerRun), settings.CallsPerRun, 1, 1000),
        .. UpdateSettingsRules.Retries(settings.Attempts, settings.FirstRetryDelay, settings.MaxRetryDelay),
    ];
}
