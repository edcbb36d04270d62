namespace Ocfl.Azurite;

/// <summary>How Azurite is started.</summary>
public sealed record AzuriteOptions
{
    /// <summary>
    /// The folder with Azurite's <c>package.json</c>, its lock and <c>start.js</c>; null for what the environment variable
    /// <c>AZURITE_FOLDER</c> names, or else for a folder <c>OcflFunctions</c> in the user's local application data, into which the copy of
    /// these files beside the program is installed once.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>The Node.js that runs it: a program in <c>PATH</c>, or a path.</summary>
    public string Node { get; init; } = "node";

    /// <summary>Where Azurite keeps its data; null to keep them in memory until it stops.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The port of the blob service; 0 for a free one.</summary>
    public int BlobPort { get; init; }

    /// <summary>The port of the queue service; 0 for a free one.</summary>
    public int QueuePort { get; init; }

    /// <summary>The port of the table service; 0 for a free one.</summary>
    public int TablePort { get; init; }

    /// <summary>
    /// A certificate in PEM and its key in another file, for https; null for http. Only with https do the services accept tokens of
    /// Microsoft Entra ID, of which Azurite checks the claims but not the signature.
    /// </summary>
    public (string CertificateFile, string KeyFile)? Https { get; init; }

    /// <summary>How long it may take until it listens, its installation not counted.</summary>
    public TimeSpan StartWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long its installation may take, including the wait for another process that installs it.</summary>
    public TimeSpan InstallWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Called with a description of work that takes longer, such as an installation; null for no reports.</summary>
    public Action<string>? Report { get; init; }
}
