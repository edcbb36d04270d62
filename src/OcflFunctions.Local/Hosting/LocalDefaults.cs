using DurableTask.Sqlite;
using Microsoft.Extensions.Configuration.Memory;
using OcflFunctions.Hosting;

namespace OcflFunctions.Local.Hosting;

/// <summary>The default configuration.</summary>
internal static class LocalDefaults
{
    private const string SingleSteps = $"{OcflOptions.Section}:{nameof(OcflOptions.Updates)}:{nameof(UpdateOptions.SingleSteps)}";

    private const string PackBytes = $"{OcflOptions.Section}:{nameof(OcflOptions.Stages)}:{nameof(StageOptions.PackBytes)}";

    /// <summary>The lowest of all sources of configuration.</summary>
    public static IConfigurationSource Source(HostFile hostFile) => new MemoryConfigurationSource
    {
        InitialData =
        [
            // A line for each request would hide the log of the functions.
            KeyValuePair.Create<string, string?>("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
            KeyValuePair.Create<string, string?>("Logging:Console:FormatterName", LineConsoleFormatter.FormatterName),

            // The trigger of the timer refers to the setting.
            KeyValuePair.Create<string, string?>(MaintenanceOptions.ScheduleSetting, MaintenanceOptions.UsualSchedule),
            // An activity of the embedded engine takes less than a millisecond.
            KeyValuePair.Create<string, string?>(SingleSteps, "300"),

            // The engine's database has one host, and so has the work area beside it.
            KeyValuePair.Create<string, string?>(PackBytes, "65536"),
            .. Setting($"{EngineSetup.Section}:{nameof(SqliteDurableTaskOptions.DefaultVersion)}", hostFile.DefaultVersion),
            .. Setting($"{EngineSetup.Section}:{nameof(SqliteDurableTaskOptions.VersionMatchStrategy)}", hostFile.VersionMatchStrategy),
            .. Setting($"{EngineSetup.Section}:{nameof(SqliteDurableTaskOptions.VersionFailureStrategy)}", hostFile.VersionFailureStrategy),
            .. Setting($"{EngineSetup.Section}:{nameof(SqliteDurableTaskOptions.MaxMessageBytes)}", hostFile.MaxMessageBytes),
        ],
    };

    private static IEnumerable<KeyValuePair<string, string?>> Setting(string key, string? value) =>
        value is null ? [] : [KeyValuePair.Create<string, string?>(key, value)];
}
