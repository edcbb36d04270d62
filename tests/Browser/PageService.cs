using Microsoft.Extensions.Logging;
using Ocfl.Testing;
using OcflFunctions.Local.Hosting;

namespace Browser;

/// <summary>The real service in this process, on a free port, with a folder of its own.</summary>
internal sealed class PageService : IAsyncDisposable
{
    private readonly LocalApplication _application;

    private PageService(LocalApplication application, string folder)
    {
        _application = application;
        Folder = folder;
    }

    /// <summary>Where pictures go: <c>artifacts/browser</c>, beside the solution.</summary>
    public static string Shots { get; } = Path.Combine(RepositoryFolder.Find().FullName, "artifacts", "browser");

    /// <summary>The folder of all its data.</summary>
    public string Folder { get; }

    /// <summary>Its address.</summary>
    public Uri Address => _application.Address;

    /// <summary>Starts it. A fault of the storage holds an update at once, and objects can be purged.</summary>
    /// <param name="settings">Further settings.</param>
    public static async Task<PageService> StartAsync(params string[] settings)
    {
        string folder = Directory.CreateTempSubdirectory("ocfl-browser-").FullName;
        (LocalApplication application, _) = LocalService.Build(
            CommandLine.Parse(["--data", folder, "--Ocfl:Updates:Attempts=1", "--Ocfl:Objects:AllowPurge=true", .. settings]),
            "http://127.0.0.1:0",
            builder => builder.Logging.ClearProviders());
        await application.StartAsync();
        return new PageService(application, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
