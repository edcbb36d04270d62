using System.Text.Json.Serialization;

namespace OcflFunctions.Hosting;

/// <summary>
/// The service's settings for an import, fixed when it starts: an orchestrator that read them itself could get others when it is
/// replayed.
/// </summary>
public sealed record ImportSettings
{
    /// <summary>How many objects are imported at the same time.</summary>
    public int Window { get; init; } = 8;

    /// <summary>How many objects are listed at a time, at most.</summary>
    public int PageObjects { get; init; } = 200;

    /// <summary>After how many pages the orchestration continues as new, so that its history stays short.</summary>
    public int PagesPerRun { get; init; } = 5;

    /// <summary>Whether receivers are notified when the import has finished (<c>Ocfl:Notify</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Notify { get; init; }

    /// <summary>How many slices of one object's files are copied at the same time.</summary>
    public int SliceWindow { get; init; } = 16;

    /// <summary>How many attempts an activity has if it fails for a reason that may be transient.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long to wait before the second attempt; each further wait is twice as long.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After how long an object checks again whether its turn has come, if no event wakes it.</summary>
    public TimeSpan ClaimPollInterval { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>The rules for the settings of imports: those of the service, and those in the input of an import.</summary>
internal static class ImportSettingsRules
{
    /// <summary>The faults of the settings.</summary>
    /// <returns>The property's name, and what is wrong, as the end of a sentence.</returns>
    public static IEnumerable<(string Name, string Problem)> Find(ImportSettings settings) =>
    [
        .. UpdateSettingsRules.Within(nameof(settings.Window), settings.Window, 1, 256),
        .. UpdateSettingsRules.Within(nameof(settings.PageObjects), settings.PageObjects, 1, 1000),
        .. UpdateSettingsRules.Within(nameof(settings.PagesPerRun), settings.PagesPerRun, 1, 100),
        .. UpdateSettingsRules.Within(nameof(settings.SliceWindow), settings.SliceWindow, 1, 256),
        .. UpdateSettingsRules.Retries(settings.Attempts, settings.FirstRetryDelay, settings.MaxRetryDelay),
        .. UpdateSettingsRules.Within(
            nameof(settings.ClaimPollInterval), settings.ClaimPollInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
    ];
}
