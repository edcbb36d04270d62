using Microsoft.Extensions.Logging;
using OcflFunctions.Contracts;
using OcflFunctions.Local.Hosting;

namespace OcflFunctions.Client.Tests;

/// <summary>The real service in this process, on a free port, with a folder of its own.</summary>
public sealed class RunningService : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ocfl-client-").FullName;
    private readonly HttpClient _http = new();
    private LocalApplication? _application;

    /// <summary>Further settings, such as <c>--Ocfl:Updates:Attempts=1</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The folder of all its data.</summary>
    public string Folder => _folder;

    /// <summary>Its address.</summary>
    public Uri Address => _application!.Address;

    /// <summary>A client of it.</summary>
    public OcflFunctionsClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        try
        {
            (_application, _) = LocalService.Build(
                CommandLine.Parse(["--data", _folder, .. Settings]), "http://127.0.0.1:0", builder => builder.Logging.ClearProviders());
            await _application.StartAsync();
        }
        catch
        {
            // Whoever started it has nothing to dispose.
            await DisposeAsync();
            Dispose();
            throw;
        }

        Client = new OcflFunctionsClient(
            _http, new OcflFunctionsClientOptions { Address = _application.Address, PollInterval = TimeSpan.FromMilliseconds(50) });
    }

    /// <summary>A folder that updates can take content from.</summary>
    /// <returns>Its name, for <see cref="UpdateSource"/>.</returns>
    public string AddSource(int files)
    {
        string mark = Guid.NewGuid().ToString("N");
        return AddSource(Enumerable.Range(0, files).ToDictionary(
            file => $"{file}.txt", file => $"{mark} {file}", StringComparer.Ordinal));
    }

    /// <summary>A source with these files.</summary>
    /// <returns>The name to give as its directory.</returns>
    public string AddSource(IReadOnlyDictionary<string, string> files)
    {
        string name = Guid.NewGuid().ToString("N");
        foreach ((string path, string content) in files)
        {
            FileInfo file = new(Path.Combine(_folder, "incoming", name, path));
            file.Directory!.Create();
            File.WriteAllText(file.FullName, content);
        }

        return name;
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose() => _http.Dispose();
}
