using Microsoft.Extensions.Configuration.Memory;

namespace OcflFunctions.Local.Hosting;

/// <summary>
/// The folder of a service that needs no configuration (<c>--data DIR</c>): storage root, work area, database, and the folder that
/// sources are taken from. Every setting of its own still wins.
/// </summary>
internal static class DataFolder
{
    /// <summary>The configuration key.</summary>
    public const string Key = "data";

    private const string Default = "data";

    /// <summary>Adds what the folder means as the lowest source of configuration, and makes the folder for sources.</summary>
    /// <returns>The folder's full path.</returns>
    public static string Use(ConfigurationManager configuration)
    {
        string folder = Path.GetFullPath(configuration[Key] is { Length: > 0 } given ? given : Default);
        string incoming = Path.Combine(folder, "incoming");
        Directory.CreateDirectory(incoming);
        ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Ocfl:Storage:Kind"] = "Local",
                ["Ocfl:Storage:Path"] = Path.Combine(folder, "root"),
                ["Ocfl:Work:Kind"] = "Local",
                ["Ocfl:Work:Path"] = Path.Combine(folder, "work"),
                ["Ocfl:Sources:AllowedPaths:0"] = incoming,
                ["Ocfl:Http:ManagementLinks"] = "true",
                ["DurableTask:DatabasePath"] = Path.Combine(folder, "durable.db"),
            },
        });
        return folder;
    }
}
