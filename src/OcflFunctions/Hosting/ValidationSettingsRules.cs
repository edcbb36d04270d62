using OcflFunctions.Contracts;

namespace OcflFunctions.Hosting;

/// <summary>What the settings of a validation may be: those of the service when it starts, and those in the input of a validation.</summary>
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
        .. UpdateSettingsRules.Within(nameof(settings.FirstRetryDelay), settings.FirstRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
        .. UpdateSettingsRules.Within(nameof(settings.MaxRetryDelay), settings.MaxRetryDelay, settings.FirstRetryDelay, TimeSpan.FromDays(1)),
    ];
}
