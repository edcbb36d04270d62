using DurableTask.Sqlite;
using Microsoft.Extensions.Configuration.Memory;

namespace OcflFunctions.Local.Hosting;

/// <summary>What holds where no configuration says otherwise.</summary>
internal static class LocalDefaults
{
    /// <summary>The lowest of all sources of configuration.</summary>
    public static IConfigurationSource Source(HostFile hostFile) => new MemoryConfigurationSource
    {
        InitialData =
        [
            // A line for each request would hide what the functions say.
            KeyValuePair.Create<string, string?>("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
            KeyValuePair.Create<string, string?>("Logging:Console:FormatterName", LineConsoleFormatter.FormatterName),
            .. Setting($"{EngineSetup.Section}:{nameof(SqliteDurableTaskOptions.DefaultVersion)}", hostFile.DefaultVersion),
        ],
    };

    private static IEnumerable<KeyValuePair<string, string?>> Setting(string key, string? value) =>
        value is null ? [] : [KeyValuePair.Create<string, string?>(key, value)];
}
