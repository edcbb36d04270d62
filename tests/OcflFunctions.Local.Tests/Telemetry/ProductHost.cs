using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Local.Hosting;

namespace OcflFunctions.Local.Tests.Telemetry;

/// <summary>The app itself on the local host, on a free port.</summary>
internal sealed class ProductHost : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly LocalApplication _application;

    private ProductHost(LocalApplication application)
    {
        _application = application;
        Http = new HttpClient { BaseAddress = application.Address, Timeout = Deadline };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _application.Services;

    public DurableTaskClient Engine => Services.GetRequiredService<DurableTaskClient>();

    public static Task<ProductHost> StartAsync(TemporaryFolder folder, params string[] settings) => StartInAsync(folder.Path, settings);

    /// <summary>Starts it with a data folder that need not be there.</summary>
    public static async Task<ProductHost> StartInAsync(string data, params string[] settings)
    {
        CommandLine line = CommandLine.Parse(
            ["--data", data, "--Ocfl:Updates:ClaimPollInterval=00:00:01", "--Logging:Console:LogLevel:Default=None", .. settings]);
        (LocalApplication application, _) = LocalService.Build(line, "http://127.0.0.1:0");
        await application.StartAsync();
        return new ProductHost(application);
    }

    /// <summary>Starts an update of an object with the files of <c>incoming/source</c>.</summary>
    public async Task<string> UpdateAsync(string objectId)
    {
        using HttpResponseMessage started = await Http.PostAsJsonAsync("api/updates", new
        {
            objectId,
            message = "m",
            user = new { name = "Ada", address = "mailto:ada@example.org" },
            source = new { directory = "source" },
        });
        Assert.Equal(System.Net.HttpStatusCode.Accepted, started.StatusCode);
        return (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Waits until an update has a status.</summary>
    public async Task UntilAsync(string id, string status)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while ((await Http.GetFromJsonAsync<JsonElement>($"api/updates/{id}", deadline.Token)).GetProperty("status").GetString() != status)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
        }
    }

    /// <summary>Waits until an update's status shows that an activity is tried again.</summary>
    /// <param name="id">The update.</param>
    /// <param name="attempt">After how many failed attempts.</param>
    public async Task<ActivityRetry> RetryAsync(string id, int attempt)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            JsonElement update = await Http.GetFromJsonAsync<JsonElement>($"api/updates/{id}", deadline.Token);
            if (update.TryGetProperty("progress", out JsonElement progress)
                && progress.GetProperty("retrying").Deserialize<ActivityRetry[]>(EngineJson.Options) is [{ } retry, ..] && retry.Attempt >= attempt)
            {
                return retry;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.DisposeAsync();
    }
}
