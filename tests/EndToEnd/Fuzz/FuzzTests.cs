using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Ocfl.Testing.OpenApi;
using Xunit.Abstractions;

namespace EndToEnd.Fuzz;

/// <summary>
/// Requests that are made from the OpenAPI document and wrong in every way: 1,000, or as many as <c>OCFL_FUZZ_REQUESTS</c> says, from the
/// seed in <c>OCFL_FUZZ_SEED</c>.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Usual = 1_000;
    private const long MostGrowth = 96 * 1024 * 1024;
    private const int MostMoreFiles = 64;

    [LocalProcessFact]
    public async Task Nothing_that_a_caller_sends_makes_the_service_fail_hang_grow_or_write_elsewhere()
    {
        int count = Number("OCFL_FUZZ_REQUESTS") ?? Usual;
        int seed = Number("OCFL_FUZZ_SEED") ?? Environment.TickCount;
        string marker = "fuzz-" + Guid.NewGuid().ToString("N");
        output.WriteLine($"OCFL_FUZZ_SEED={seed} OCFL_FUZZ_REQUESTS={count}");
        await using LocalService service = await LocalService.StartAsync(ServiceStorage.Local);
        using HttpClient http = new() { Timeout = Deadline.Default };
        ApiDocument document = ApiDocument.Parse(await http.GetStringAsync(new Uri(service.Address, "api/openapi.json")));
        FuzzRequests requests = new(document, new Random(seed), marker);
        SortedDictionary<int, int> statuses = [];
        (long memory, int files) = (0, 0);

        for (int i = 0; i < count; i++)
        {
            if (i == count / 2)
            {
                (memory, files) = Measure(service);
            }

            FuzzRequest request = requests.Next();
            FuzzAnswer answer = await FuzzConnection.SendAsync(service.Address, request.Bytes, request.IsCut);
            statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
            if (answer.Status is 201 or 202 && IdIn(answer) is { } id)
            {
                requests.Learn(id);
            }

            IReadOnlyList<string> faults = FindFaults(document, request, answer);
            Assert.True(
                faults.Count == 0,
                $"Seed {seed}, request {i}: {string.Join('\n', faults)}\n{request}\n---\n{service.Log}");
        }

        output.WriteLine(string.Join(", ", statuses.Select(status => $"{status.Key}: {status.Value}")));
        (long memoryAfter, int filesAfter) = Measure(service);
        output.WriteLine($"memory {memory:N0} -> {memoryAfter:N0}, open files {files} -> {filesAfter}");
        Assert.True(memoryAfter - memory < MostGrowth, $"The service grew from {memory:N0} to {memoryAfter:N0} bytes.");
        Assert.True(filesAfter - files < MostMoreFiles, $"The service had {files} open files, and now {filesAfter}.");
        Assert.Equal([], Elsewhere(service.Data, marker));
        using HttpResponseMessage health = await http.GetAsync(new Uri(service.Address, "api/health"));
        Assert.True(health.IsSuccessStatusCode, await health.Content.ReadAsStringAsync());
    }

    private static string? IdIn(FuzzAnswer answer) =>
        answer.Body.Length > 0 && JsonNode.Parse(answer.Body) is JsonObject made ? made["id"]?.ToString() : null;

    private static IReadOnlyList<string> FindFaults(ApiDocument document, FuzzRequest request, FuzzAnswer answer)
    {
        if (answer.Status is 0 or >= 500)
        {
            return request.IsWhole || answer.Status >= 500 ? [$"The answer is {answer.Status}."] : [];
        }

        string[] line = System.Text.Encoding.Latin1.GetString(request.Bytes).Split(' ', 3);
        return request.IsWhole
            && answer.MediaType is not null
            && document.Find(line[0], line[1].Split('?')[0]) is { } operation
            && answer.Status is not (404 or 405 or 414)
                ? document.FindFaults(operation, answer.Status, answer.MediaType, answer.Body)
                : [];
    }

    // Where the paths of the requests lead, if anything follows them.
    private static IEnumerable<string> Elsewhere(string data, string marker)
    {
        IEnumerable<string> above = Above(data).Append(Path.GetTempPath()).Append(Environment.CurrentDirectory)
            .Append(AppContext.BaseDirectory).Append(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        return above.Distinct()
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFileSystemEntries(folder))
            .Where(path => path.Contains(marker, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Above(string path)
    {
        for (DirectoryInfo? folder = Directory.GetParent(path); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }

    private static (long Memory, int Files) Measure(LocalService service)
    {
        using Process process = Process.GetProcessById(service.ProcessId);
        string descriptors = $"/proc/{service.ProcessId}/fd";
        return (process.WorkingSet64, Directory.Exists(descriptors) ? Directory.GetFiles(descriptors).Length : 0);
    }

    private static int? Number(string variable) =>
        Profile.Get(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
