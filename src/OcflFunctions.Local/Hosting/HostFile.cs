namespace OcflFunctions.Local.Hosting;

/// <summary>What a <c>host.json</c> of the Functions host says that holds here too.</summary>
internal sealed class HostFile
{
    private readonly IConfiguration _settings;

    private HostFile(IConfiguration settings)
    {
        _settings = settings;
    }

    /// <summary>What the route of every HTTP function starts with; null where the file does not say.</summary>
    public string? RoutePrefix => _settings["extensions:http:routePrefix"];

    /// <summary>The version of orchestrations that are started without one; null where the file does not say.</summary>
    public string? DefaultVersion => _settings["extensions:durableTask:defaultVersion"];

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file; one that is not there says nothing.</param>
    /// <exception cref="InvalidDataException">The file is not JSON.</exception>
    public static HostFile Read(string path) =>
        new(new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: true, reloadOnChange: false).Build());
}
