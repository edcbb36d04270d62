using Ocfl.Storage;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Local.Hosting;
using OcflFunctions.Storage;
using Spectre.Console;
using Finding = Ocfl.Findings.Finding;

namespace OcflFunctions.Local.Demo;

/// <summary>Shows the main job: an update over HTTP, the same update again, and a changed one.</summary>
internal sealed class DemoCommand
{
    private const string ObjectId = "urn:example:rainfall";
    private const int Stopped = 130;

    private readonly LocalApplication _application;
    private readonly DemoFiles _files;
    private readonly DemoClient _client;
    private readonly UpdateFollower _follower;
    private readonly IAnsiConsole _console = AnsiConsole.Console;

    private DemoCommand(LocalApplication application, HttpClient http, DemoStorage storage)
    {
        _application = application;
        _files = new DemoFiles(storage.Files);
        _client = new DemoClient(http, storage.Source);
        _follower = new UpdateFollower(_client, _console);
        if (!_console.Profile.Capabilities.Interactive)
        {
            // The output goes to a file or a pipe: lines are not wrapped.
            _console.Profile.Width = short.MaxValue;
        }
    }

    /// <summary>Runs the demo.</summary>
    /// <returns>The process's exit code: 0 if everything succeeded.</returns>
    public static async Task<int> RunAsync(CommandLine line)
    {
        string folder = Path.GetFullPath(line.Data ?? Path.Combine(Path.GetTempPath(), "ocfl-demo-" + Guid.NewGuid().ToString("N")[..8]));
        DemoStorageKind kind = line.Storage ?? DemoStorageKind.Local;
        int exitCode = 1;
        try
        {
            await using DemoStorage storage = await DemoStorage.OpenAsync(kind, folder, Console.Error.WriteLine);
            exitCode = await RunAsync(line with { Data = folder, Settings = [.. storage.Settings, .. line.Settings] }, kind, storage);
        }
        finally
        {
            // The emulator's data are of no use without it, except to a stopped demo that continues later.
            if (kind == DemoStorageKind.Azurite && line.Data is null && exitCode != Stopped && Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return exitCode;
    }

    private static async Task<int> RunAsync(CommandLine line, DemoStorageKind kind, DemoStorage storage)
    {
        (LocalApplication service, string folder) = LocalService.Build(
            line, "http://127.0.0.1:0", builder => builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter(
                "Microsoft.Hosting.Lifetime", LogLevel.Warning));
        await using LocalApplication application = service;
        await application.StartAsync();
        using HttpClient http = new() { BaseAddress = application.Address };
        DemoCommand demo = new(application, http, storage);
        CancellationToken stopping = application.Web.Lifetime.ApplicationStopping;
        try
        {
            demo.Say(kind == DemoStorageKind.Azurite
                ? $"Listening on {application.Address}, with all content in {demo.Storage.Location}, on an Azurite of its own, and the "
                    + $"engine's data in {folder}"
                : $"Listening on {application.Address}, with all data in {folder}");
            bool succeeded = await demo.ShowAsync(stopping);
            if (line.Keep)
            {
                demo.Say($"Still serving on {application.Address}; Ctrl+C stops it.");
                demo.Say($"To see it in a browser: {application.Page}");
                if (line.Open)
                {
                    PageBrowser.Open(application.Page, Console.Out);
                }

                if (storage.ConnectionString is { } connectionString)
                {
                    demo.Say($"To look inside: {connectionString}");
                }

                await application.Web.WaitForShutdownAsync(CancellationToken.None);
            }
            else
            {
                demo.Say(kind == DemoStorageKind.Azurite
                    ? "To see it in a browser: dotnet run --project src/OcflFunctions.Local -- demo --storage azurite --open"
                    : $"To see it in a browser: dotnet run --project src/OcflFunctions.Local -- --data {folder} --open");
            }

            return succeeded ? 0 : 1;
        }
#pragma warning disable CA1031 // What the stop interrupted may fail in any way.
        catch (Exception) when (stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            string options = kind == DemoStorageKind.Azurite ? $"--storage azurite --data {folder}" : $"--data {folder}";
            demo.Say($"Stopped. 'demo {options}' continues where this run stopped.");
            return Stopped;
        }
    }

    private async Task<bool> ShowAsync(CancellationToken cancellationToken)
    {
        if (await _client.FindUnfinishedAsync(cancellationToken) is { } unfinished)
        {
            Say($"\nThe last run was stopped in the middle. Continuing its update {unfinished.Id}");
            await FollowAsync(unfinished.Id, cancellationToken);
        }

        Say("\nA new version from four files:");
        await _files.WriteFirstAsync(cancellationToken);
        Update first = await UpdateAsync("First version", cancellationToken);

        Say("\nThe same again, to show that nothing is done twice:");
        Update again = await UpdateAsync("First version", cancellationToken);

        Say("\nOne file changed:");
        await _files.WriteChangeAsync(cancellationToken);
        Update changed = await UpdateAsync("March corrected, April added", cancellationToken);

        return await CheckAsync(first, again, changed, cancellationToken);
    }

    private async Task<Update> UpdateAsync(string message, CancellationToken cancellationToken)
    {
        StartedUpdate started = await _client.StartAsync(ObjectId, message, cancellationToken);
        return await FollowAsync(started.Id, cancellationToken);
    }

    private async Task<Update> FollowAsync(string id, CancellationToken cancellationToken)
    {
        Update update = await _follower.FollowAsync(id, cancellationToken);
        if (update.Result is not { } result)
        {
            Say($"{update.Status}: {update.Error?.Message}");
            return update;
        }

        Say($"{update.Status}: {update.ObjectId} is at {result.Version}; {result.Steps} activities, {result.Bytes} bytes written");
        Say($"  stored in  {StoragePath.Combine(Storage.Location, result.ObjectRoot ?? "")}");
        Say($"  status URL {new Uri(_application.Address, update.Links.Self)}");
        return update;
    }

    private async Task<bool> CheckAsync(Update first, Update again, Update changed, CancellationToken cancellationToken)
    {
        if (changed.Result?.ObjectRoot is not { } objectRoot)
        {
            return false;
        }

        ValidationReport report = await new Validator(Storage).ValidateObjectAsync(objectRoot, cancellationToken);
        foreach (Finding finding in report.Findings)
        {
            Say($"  {finding}");
        }

        Say(report.IsValid ? "\nThe object is valid: structure, content and digests." : "\nThe object is NOT valid.");
        return report.IsValid
            && first.Status is UpdateStatus.Completed or UpdateStatus.Unchanged
            && again.Status == UpdateStatus.Unchanged
            && changed.Status == UpdateStatus.Completed;
    }

    private IStorage Storage => _application.Services.GetRequiredService<ObjectStore>().Storage;

    private void Say(string text) => _console.WriteLine(text);
}
