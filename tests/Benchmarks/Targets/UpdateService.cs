using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Ocfl.Testing;

namespace Benchmarks.Targets;

/// <summary>The local host in a folder, updated from folders over HTTP.</summary>
internal sealed class UpdateService : IAsyncDisposable
{
    private readonly string _data;
    private readonly string[] _settings;
    private TransferProcess _process;
    private HttpClient _http;

    private UpdateService(string data, string[] settings, TransferProcess process)
    {
        _data = data;
        _settings = settings;
        _process = process;
        _http = CreateClient(process);
    }

    /// <summary>Where sources are.</summary>
    public string Sources => Path.Combine(_data, "incoming");

    /// <summary>The most memory that the process had, in bytes.</summary>
    public long PeakBytes => _process.PeakBytes;

    /// <summary>How many bytes the process has read and written.</summary>
    public ProcessBytes Bytes => _process.TransferredBytes;

    /// <summary>Starts the service.</summary>
    public static async Task<UpdateService> StartAsync(string data, params string[] settings) =>
        new(data, settings, await TransferProcess.StartServiceAsync(data, settings));

    /// <summary>Kills the process, and starts it again.</summary>
    /// <returns>What it had transferred before it was killed.</returns>
    public async Task<ProcessBytes> KillAndStartAsync()
    {
        ProcessBytes bytes = await _process.StopAndMeasureAsync();
        _http.Dispose();
        await _process.DisposeAsync();
        _process = await TransferProcess.StartServiceAsync(_data, _settings);
        _http = CreateClient(_process);
        return bytes;
    }

    /// <summary>Updates an object, from the request to the status <c>Completed</c>.</summary>
    /// <param name="objectId">The object.</param>
    /// <param name="source">The folder in <see cref="Sources"/>.</param>
    /// <param name="isKept">Whether the object stays; otherwise it is removed afterwards, for room.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Cost> UpdateAsync(string objectId, string source, bool isKept, CancellationToken cancellationToken)
    {
        double processor = _process.ProcessorSeconds;
        long began = Stopwatch.GetTimestamp();
        JsonNode update = await WaitAsync(await PostAsync(objectId, source, cancellationToken), cancellationToken);
        Cost cost = new(Stopwatch.GetElapsedTime(began).TotalSeconds, _process.ProcessorSeconds - processor);
        if (!isKept)
        {
            Remove(update);
        }

        return cost;
    }

    /// <summary>Starts an update.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> PostAsync(string objectId, string source, CancellationToken cancellationToken)
    {
        JsonObject body = new()
        {
            ["objectId"] = objectId,
            ["message"] = "benchmark",
            ["user"] = new JsonObject { ["name"] = "Ann", ["address"] = "mailto:ann@example.org" },
            ["source"] = new JsonObject { ["directory"] = source },
        };
        using HttpResponseMessage started = await _http.PostAsJsonAsync(new Uri("api/updates", UriKind.Relative), body, cancellationToken);
        started.EnsureSuccessStatusCode();
        return (await started.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!["id"]!.ToString();
    }

    /// <summary>Updates an object like <see cref="UpdateAsync"/>, beside others: the processor is not taken by questions.</summary>
    public async Task UpdateBesideOthersAsync(string objectId, string source, CancellationToken cancellationToken) =>
        await WaitAsync(await PostAsync(objectId, source, cancellationToken), cancellationToken, leastPoll: 10);

    /// <summary>Waits for the end of an update.</summary>
    /// <param name="id">The update.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="leastPoll">The least time between two questions, in milliseconds.</param>
    public async Task<JsonNode> WaitAsync(string id, CancellationToken cancellationToken, int leastPoll = 1)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            JsonNode update = await GetAsync(id, cancellationToken);
            switch (update["status"]!.ToString())
            {
                case "Completed":
                    return update;
                case "Failed" or "Cancelled" or "Held":
                    throw new InvalidOperationException(update.ToJsonString());
                default:
                    // What takes longer should not be slowed down by being asked for: a tenth of the time so far.
                    double poll = Math.Clamp(Stopwatch.GetElapsedTime(began).TotalMilliseconds / 10, leastPoll, 20);
                    await Task.Delay(TimeSpan.FromMilliseconds(poll), cancellationToken);
                    break;
            }
        }
    }

    /// <summary>How many bytes of its large file an update has staged: in the work area, since the status comes once a second.</summary>
    public long StagedBytes(string id)
    {
        DirectoryInfo folder = new(Path.Combine(_data, "work", "updates", id));
        try
        {
            return folder.Exists
                ? folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.Length).DefaultIfEmpty().Max()
                : 0;
        }
        catch (IOException)
        {
            // A file was renamed meanwhile.
            return 0;
        }
    }

    /// <summary>How many activities an update had, by its history.</summary>
    public async Task<int> CountActivitiesAsync(string id, CancellationToken cancellationToken)
    {
        JsonNode instance = (await _http.GetFromJsonAsync<JsonNode>(
            new Uri($"runtime/webhooks/durabletask/instances/{id}?showHistory=true", UriKind.Relative), cancellationToken))!;
        return instance["historyEvents"]!.AsArray().Count(
            occurrence => occurrence!["EventType"]!.ToString() is "TaskCompleted" or "TaskFailed");
    }

    /// <summary>Removes an object from the storage root, for room.</summary>
    public void Remove(JsonNode update) =>
        Directory.Delete(Path.Combine(_data, "root", update["result"]!["objectRoot"]!.ToString()), recursive: true);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task<JsonNode> GetAsync(string id, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<JsonNode>(new Uri($"api/updates/{id}", UriKind.Relative), cancellationToken))!;

    private static HttpClient CreateClient(TransferProcess process) =>
        new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = process.Address, Timeout = Timeout.InfiniteTimeSpan };
}
