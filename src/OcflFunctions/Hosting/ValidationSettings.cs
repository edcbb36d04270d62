namespace OcflFunctions.Hosting;

/// <summary>
/// The service's settings that a validation goes by, taken when it is started: an orchestrator that read them itself could find others
/// when it is replayed.
/// </summary>
public sealed record ValidationSettings
{
    /// <summary>How many slices of one validation run at the same time.</summary>
    public int Window { get; init; } = 8;

    /// <summary>How many objects are listed at a time, at most.</summary>
    public int PageObjects { get; init; } = 2000;

    /// <summary>How many objects a slice of a page has, at most.</summary>
    public int SliceObjects { get; init; } = 20;

    /// <summary>After how many pages the orchestration continues as new, so that its history stays short.</summary>
    public int PagesPerRun { get; init; } = 5;

    /// <summary>How often an activity is tried that fails for a reason that may be transient.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long to wait before the second try; each further wait is twice as long.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>
/// What the settings of a validation may be: those of the service when it starts, and those in the input of a validation.
/// </summary>
internal static class ValidationSettingsRules
{
    /// <summary>What is wrong with them.</summary>
    /// <returns>The property's name, and what is wrong, to be said after the name.</returns>
    public static IEnumerable<(string Name, string Problem)> Find(ValidationSettings settings) =>
    [
        .. UpdateSettingsRules.Within(nameof(settings.Window), settings.Window, 1, 256),
        .. UpdateSettingsRules.Within(nameof(settings.PageObjects), settings.PageObjects, 1, 10_000),
        .. UpdateSettingsRules.Within(nameof(settings.SliceObjects), settings.SliceObjects, 1, 1000),
        .. UpdateSettingsRules.Within(nameof(settings.PagesPerRun), settings.PagesPerRun, 1, 100),
        .. UpdateSettingsRules.Within(nameof(settings.Attempts), settings.Attempts, 1, 100),
        .. UpdateSettingsRules.Within(
            nameof(settings.FirstRetryDelay), settings.FirstRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
        .. UpdateSettingsRules.Within(
            nameof(settings.MaxRetryDelay), settings.MaxRetryDelay, settings.FirstRetryDelay, TimeSpan.FromDays(1)),
    ];
}
