using Ocfl.AzureBlobs;
using Ocfl.Azurite;
using Ocfl.Storage;
using Ocfl.Testing.Azurite;

namespace Ocfl.Cli.Tests;

/// <summary>Where the tests of the verbs have their storage roots and sources.</summary>
public abstract class TestPlace : IAsyncLifetime
{
    private int _roots;

    /// <summary>A new place for a storage root, as a command line names it.</summary>
    public string NewRoot() => this[$"root-{Interlocked.Increment(ref _roots)}"];

    /// <summary>A place, as a command line names it.</summary>
    public abstract string this[string name] { get; }

    /// <summary>The files of a place, past the tool.</summary>
    public abstract IStorage Open(string place);

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();
}

/// <summary>Folders.</summary>
public sealed class FoldersPlace : TestPlace
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ocfl-verbs-").FullName;

    public override string this[string name] => Path.Combine(_folder, name);

    public override IStorage Open(string place) => new LocalStorage(new LocalStorageOptions { Path = place });

    public override Task InitializeAsync() => Task.CompletedTask;

    public override Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>A container of the one Azurite of the tests, whose connection string is in the environment.</summary>
public sealed class AzuritePlace : TestPlace
{
    private const string Variable = "AZURE_STORAGE_CONNECTION_STRING";

    private readonly string _container = "verbs-" + Guid.NewGuid().ToString("N");
    private AzuriteServer? _server;

    /// <summary>The container's URL.</summary>
    public string Container => $"{_server!.BlobEndpoint.AbsoluteUri.TrimEnd('/')}/{_container}";

    public string ConnectionString => _server!.ConnectionString;

    public override string this[string name] => $"{Container}/{name}";

    public override IStorage Open(string place) => new AzureBlobStorage(new AzureBlobStorageOptions
    {
        ConnectionString = _server!.ConnectionString,
        Container = _container,
        Prefix = place == Container ? "" : place[(Container.Length + 1)..],
    });

    public override async Task InitializeAsync()
    {
        _server = await SharedAzurite.GetAsync();
        Environment.SetEnvironmentVariable(Variable, _server.ConnectionString);
        await ((AzureBlobStorage)Open(Container)).EnsureContainerAsync();
    }

    public override Task DisposeAsync() => Task.CompletedTask;
}
