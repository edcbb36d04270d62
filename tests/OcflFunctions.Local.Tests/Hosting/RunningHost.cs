using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ocfl.Testing;
using OcflFunctions.Local.Hosting;
using OcflFunctions.Local.Tests.Functions;

namespace OcflFunctions.Local.Tests.Hosting;

/// <summary>A local host with the sample functions, on a free port and a database of its own.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    /// <summary>How long anything may take on a machine under load.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public const string ManagementPath = "/runtime/webhooks/durabletask";

    private static readonly string[] SampleSettings =
        ["--Sample:Schedule=0 0 0 1 1 *", "--AzureWebJobs.Switched.Disabled=true", "--AzureWebJobs:SwitchedTimer:Disabled=1"];

    private readonly TemporaryFolder? _ownFolder;

    private RunningHost(LocalApplication application, Recorder recorder, TemporaryFolder? ownFolder)
    {
        Application = application;
        Recorder = recorder;
        _ownFolder = ownFolder;
        Client = new HttpClient { BaseAddress = application.Address, Timeout = Deadline };
    }

    public LocalApplication Application { get; }

    public Recorder Recorder { get; }

    public HttpClient Client { get; }

    /// <summary>Starts a host.</summary>
    /// <param name="folder">The folder of its data; null for one that goes with the host.</param>
    /// <param name="settings">Configuration as <c>Key=value</c>.</param>
    public static Task<RunningHost> StartAsync(TemporaryFolder? folder = null, params string[] settings) =>
        StartAsync(folder, static options => options, settings);

    /// <summary>Starts a host with other options.</summary>
    public static async Task<RunningHost> StartAsync(
        TemporaryFolder? folder, Func<LocalHostOptions, LocalHostOptions> change, params string[] settings)
    {
        TemporaryFolder? own = folder is null ? new TemporaryFolder() : null;
        var recorder = new Recorder();
        LocalApplication application = Build((folder ?? own)!, recorder, change, settings);
        await application.StartAsync();
        return new RunningHost(application, recorder, own);
    }

    /// <summary>Puts a host together without starting it.</summary>
    public static LocalApplication Build(TemporaryFolder folder, Recorder recorder, params string[] settings) =>
        Build(folder, recorder, static options => options, settings);

    private static LocalApplication Build(
        TemporaryFolder folder, Recorder recorder, Func<LocalHostOptions, LocalHostOptions> change, string[] settings)
    {
        LocalApplicationBuilder builder = LocalApplication.CreateBuilder(
            [.. SampleSettings, .. settings.Select(setting => $"--{setting}")],
            change(new LocalHostOptions
            {
                Assemblies = [typeof(Recorder).Assembly],
                DatabasePath = Path.Combine(folder.Path, "durable", "test.db"),
                Urls = settings.Any(setting => setting.StartsWith("urls=", StringComparison.Ordinal)) ? null : "http://127.0.0.1:0",
            }));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(recorder);
        builder.Services.AddScoped<Visit>();
        return builder.Build();
    }

    /// <summary>Starts an orchestration by the management API.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> StartOrchestrationAsync(string name, object? input = null, string? instanceId = null)
    {
        using HttpResponseMessage started = await Client.PostAsJsonAsync($"{ManagementPath}/orchestrators/{name}/{instanceId}", input);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, started.StatusCode);
        JsonElement links = await started.Content.ReadFromJsonAsync<JsonElement>();
        return links.GetProperty("id").GetString()!;
    }

    /// <summary>The status of an instance once it is as a test wants it.</summary>
    public async Task<JsonElement> StatusAsync(string instanceId, Func<JsonElement, bool> condition, string query = "")
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            JsonElement status = await Client.GetFromJsonAsync<JsonElement>(
                $"{ManagementPath}/instances/{instanceId}?{query}", deadline.Token);
            if (condition(status))
            {
                return status;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), deadline.Token);
        }
    }

    /// <summary>The status of an instance once it is in a state.</summary>
    public Task<JsonElement> StatusAsync(string instanceId, string runtimeStatus, string query = "") =>
        StatusAsync(instanceId, status => status.GetProperty("runtimeStatus").GetString() == runtimeStatus, query);

    /// <summary>The next note of a function.</summary>
    public async Task<string> NextNoteAsync(string topic)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return await Recorder.NextAsync(topic, deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Recorder.Gate.TrySetResult();
        Client.Dispose();
        await Application.DisposeAsync();
        _ownFolder?.Dispose();
    }
}
