using Ocfl.AzureBlobs;
using Ocfl.Azurite;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Local.Hosting;

namespace OcflFunctions.Local.Demo;

/// <summary>Where the demo's storage root, work area and source are: in folders, or in containers on the demo's own Azurite.</summary>
internal sealed class DemoStorage : IAsyncDisposable
{
    private const string Incoming = "incoming";
    private const string SourceName = "demo";

    private readonly AzuriteServer? _azurite;

    private DemoStorage(AzuriteServer? azurite, IStorage files, UpdateSource source, string[] settings)
    {
        _azurite = azurite;
        Files = files;
        Source = source;
        Settings = settings;
    }

    /// <summary>Where the demo's own files are written to.</summary>
    public IStorage Files { get; }

    /// <summary>The same place as the source of a request.</summary>
    public UpdateSource Source { get; }

    /// <summary>The settings that make the service use this storage.</summary>
    public string[] Settings { get; }

    /// <summary>The connection string of the emulator, for a look inside; null if there is none.</summary>
    public string? ConnectionString => _azurite?.ConnectionString;

    /// <summary>Prepares the storage.</summary>
    /// <param name="kind">The kind of storage.</param>
    /// <param name="folder">The demo's data folder.</param>
    /// <param name="report">Called with a description of work that takes longer.</param>
    /// <exception cref="AzuriteException">Azurite cannot be installed or started; the message says what to do.</exception>
    public static async Task<DemoStorage> OpenAsync(DemoStorageKind kind, string folder, Action<string> report)
    {
        if (kind == DemoStorageKind.Local)
        {
            LocalStorage files = new(new LocalStorageOptions { Path = Path.Combine(folder, Incoming, SourceName) });
            return new DemoStorage(azurite: null, files, new UpdateSource { Directory = SourceName }, settings: []);
        }

        AzuriteServer azurite = await AzuriteServer.StartAsync(
            new AzuriteOptions { DataFolder = Path.Combine(folder, "azurite"), Report = report });
        AzureBlobStorage blobs = new(new AzureBlobStorageOptions
        {
            ConnectionString = azurite.ConnectionString,
            Container = Incoming,
            Prefix = SourceName,
            CreateContainer = true,
        });
        return new DemoStorage(
            azurite, blobs, new UpdateSource { Container = Incoming, Prefix = SourceName }, SettingsFor(azurite.ConnectionString));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _azurite?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string[] SettingsFor(string connectionString) =>
    [
        .. Store("Storage", "objects", connectionString),
        .. Store("Work", "work", connectionString),
        $"--Ocfl:Sources:ConnectionString={connectionString}",
        $"--Ocfl:Sources:AllowedContainers:0={Incoming}",
    ];

    // The path is empty, because the data folder would set it: a container is used from its top.
    private static string[] Store(string section, string container, string connectionString) =>
    [
        $"--Ocfl:{section}:Kind=AzureBlob",
        $"--Ocfl:{section}:ConnectionString={connectionString}",
        $"--Ocfl:{section}:Container={container}",
        $"--Ocfl:{section}:Path=",
    ];
}
