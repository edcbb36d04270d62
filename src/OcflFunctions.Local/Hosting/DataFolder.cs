using Microsoft.Extensions.Configuration.Memory;
using OcflFunctions.Keys;
using OcflFunctions.Local.Files;

namespace OcflFunctions.Local.Hosting;

/// <summary>
/// The folder of a service that needs no configuration (<c>--data DIR</c>): storage root, work area, database, and the folder that
/// sources are taken from. A setting that is given has precedence.
/// </summary>
internal static class DataFolder
{
    /// <summary>Adds the folder's settings as the lowest source of configuration, and creates the folder for sources.</summary>
    /// <param name="configuration">The configuration that is added to.</param>
    /// <param name="given">The folder; null for the one in the configuration, or the default.</param>
    /// <returns>The folder's full path.</returns>
    public static string Use(ConfigurationManager configuration, string? given = null)
    {
        string folder = Find(configuration, given);
        string incoming = Path.Combine(folder, "incoming");
        PrivateFolder.Create(folder);
        Directory.CreateDirectory(incoming);
        ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
            {
                ["Ocfl:Storage:Kind"] = "Local",
                ["Ocfl:Storage:Path"] = Path.Combine(folder, "root"),
                ["Ocfl:Work:Kind"] = "Local",
                ["Ocfl:Work:Path"] = Path.Combine(folder, "work"),
                ["Ocfl:Sources:AllowedPaths:0"] = incoming,
                ["Ocfl:Http:ManagementLinks"] = "true",
                [HostData.KeyFileSetting] = HostData.KeyFileIn(folder),
                ["DurableTask:DatabasePath"] = DatabaseOf(folder),
            },
        });
        return folder;
    }

    /// <summary>The folder's full path.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="given">The folder; null for the one in the configuration, or the default.</param>
    public static string Find(IConfiguration configuration, string? given) =>
        HostData.FindFolder(key => configuration[key], given);

    /// <summary>The engine's database in a data folder.</summary>
    public static string DatabaseOf(string folder) => Path.Combine(folder, "durable.db");
}
