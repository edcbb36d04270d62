namespace OcflFunctions.Local.Hosting;

/// <summary>The settings of the Functions host's <c>host.json</c> that apply here too.</summary>
internal sealed class HostFile
{
    private readonly IConfiguration _settings;

    private HostFile(IConfiguration settings)
    {
        _settings = settings;
    }

    /// <summary>The prefix of the routes of all HTTP functions; null if the file has none.</summary>
    public string? RoutePrefix => _settings["extensions:http:routePrefix"];

    /// <summary>The version of orchestrations that are started without one; null if the file has none.</summary>
    public string? DefaultVersion => _settings["extensions:durableTask:defaultVersion"];

    /// <summary>Which versions run: <c>None</c>, <c>Strict</c> or <c>CurrentOrOlder</c>; null if the file has none.</summary>
    public string? VersionMatchStrategy => _settings["extensions:durableTask:versionMatchStrategy"];

    /// <summary>What happens to the others: <c>Reject</c> or <c>Fail</c>; null if the file has none.</summary>
    public string? VersionFailureStrategy => _settings["extensions:durableTask:versionFailureStrategy"];

    /// <summary>The largest message to the engine in bytes; null if the file has none.</summary>
    public string? MaxMessageBytes => _settings["extensions:durableTask:maxGrpcMessageSizeInBytes"];

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file; a missing file has no settings.</param>
    /// <exception cref="InvalidDataException">The file is not JSON.</exception>
    public static HostFile Read(string path) =>
        new(new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: true, reloadOnChange: false).Build());
}
