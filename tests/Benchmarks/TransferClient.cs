using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Benchmarks;

/// <summary>What a caller of a server does: the same code for the service and for its peer.</summary>
internal sealed class TransferClient(Uri address) : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = address,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Creates a stage.</summary>
    public async Task<string> CreateStageAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _http.PostAsync(new Uri("api/stages", UriKind.Relative), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!["id"]!.ToString();
    }

    /// <summary>Sends a file of a folder by <c>PUT</c>.</summary>
    public async Task PutAsync(string path, string file, CancellationToken cancellationToken)
    {
        await using FileStream content = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: false);
        await PutAsync(path, content, content.Length, cancellationToken);
    }

    /// <summary>Sends bytes by <c>PUT</c>.</summary>
    public async Task PutAsync(string path, Stream content, long length, CancellationToken cancellationToken)
    {
        using StreamContent body = new(content, BufferSize);
        body.Headers.ContentLength = length;
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using HttpResponseMessage answer = await _http.PutAsync(new Uri(path, UriKind.Relative), body, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Reads an answer to its end.</summary>
    /// <returns>How many bytes it has.</returns>
    public async Task<long> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _http.GetAsync(
            new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[BufferSize];
        long length = 0;
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            length += read;
        }

        return length;
    }

    /// <summary>Reads all pages of a list.</summary>
    /// <returns>How many entries there are, and how long the first page took, in milliseconds.</returns>
    public async Task<(int Entries, double FirstPage)> ListAsync(string path, string entries, CancellationToken cancellationToken)
    {
        int count = 0;
        double first = 0;
        string? continuation = null;
        do
        {
            string query = continuation is null ? path : $"{path}&continuation={Uri.EscapeDataString(continuation)}";
            long began = Stopwatch.GetTimestamp();
            JsonNode page = (await _http.GetFromJsonAsync<JsonNode>(new Uri(query, UriKind.Relative), cancellationToken))!;
            first = first > 0 ? first : Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            count += page[entries]!.AsArray().Count;
            continuation = page["continuation"]?.ToString();
        }
        while (continuation is not null);
        return (count, first);
    }

    /// <summary>Updates an object from a stage, and waits until it is there.</summary>
    public async Task UpdateAsync(string objectId, string stage, CancellationToken cancellationToken)
    {
        JsonObject body = new()
        {
            ["objectId"] = objectId,
            ["message"] = "benchmark",
            ["user"] = new JsonObject { ["name"] = "Ann", ["address"] = "mailto:ann@example.org" },
            ["source"] = new JsonObject { ["stage"] = stage },
        };
        using HttpResponseMessage started = await _http.PostAsJsonAsync(new Uri("api/updates", UriKind.Relative), body, cancellationToken);
        started.EnsureSuccessStatusCode();
        string id = (await started.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!["id"]!.ToString();
        while (true)
        {
            JsonNode update = (await _http.GetFromJsonAsync<JsonNode>(new Uri("api/updates/" + id, UriKind.Relative), cancellationToken))!;
            switch (update["status"]!.ToString())
            {
                case "Completed":
                    return;
                case "Failed" or "Cancelled":
                    throw new InvalidOperationException(update.ToJsonString());
                default:
                    await Task.Delay(20, cancellationToken);
                    break;
            }
        }
    }

    /// <summary>Does something for each number up to a count, some at once.</summary>
    public static Task ForEachAsync(
        int count, int atOnce, Func<int, CancellationToken, Task> workAsync, CancellationToken cancellationToken) =>
        Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (number, cancellation) => await workAsync(number, cancellation));

    /// <summary>The path of a call with an object's id.</summary>
    public static string PathOf(string call, string objectId, string rest = "") =>
        string.Create(CultureInfo.InvariantCulture, $"api/objects/{call}?id={Uri.EscapeDataString(objectId)}{rest}");

    public void Dispose() => _http.Dispose();
}
