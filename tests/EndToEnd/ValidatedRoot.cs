using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Updates;

namespace EndToEnd;

/// <summary>A storage root with many objects, one of them broken, and a stray file: what a validation of it has to find.</summary>
internal sealed class ValidatedRoot
{
    private const int Broken = 7;

    private ValidatedRoot(IService service, StorageRoot root, int objects)
    {
        Objects = objects;
        Storage = service.Root!;
        BrokenRoot = root.GetObjectRoot(IdOf(Broken));
        Stray = BrokenRoot[..BrokenRoot.IndexOf('/', StringComparison.Ordinal)] + "/stray.txt";
    }

    /// <summary>How many objects there are.</summary>
    public int Objects { get; }

    /// <summary>The root of the object that has a changed byte.</summary>
    public string BrokenRoot { get; }

    /// <summary>The file that is in no object.</summary>
    public string Stray { get; }

    /// <summary>What there is to find about the root.</summary>
    public string[] AboutTheRoot => [$"Error E072   {Stray} ", $"Error E084   {Stray} "];

    /// <summary>All that there is to find.</summary>
    public string[] AboutAll => [.. AboutTheRoot, $"Error E092 {IdOf(Broken)} {BrokenRoot} v1/content/a.txt v1"];

    private IStorage Storage { get; }

    /// <summary>Makes it, beside the service.</summary>
    public static async Task<ValidatedRoot> MakeAsync(IService service, int objects)
    {
        StorageRoot root = await StorageRoot.OpenAsync(service.Root!);
        MemoryStorage source = new();
        await WriteAsync(source, "a.txt", "5-byte");
        ObjectUpdateOptions options = new() { Message = "m", User = new VersionUser("Ada", "mailto:ada@example.org") };
        await Parallel.ForAsync(0, objects, async (number, cancellationToken) =>
        {
            UpdateTarget target = new() { ObjectId = IdOf(number), ObjectRoot = root.GetObjectRoot(IdOf(number)) };
            await new ObjectUpdater(service.Root!, service.Root!.PendingArea?.Storage ?? service.Work!).UpdateAsync(
                target, source, options: options, cancellationToken: cancellationToken);
        });
        ValidatedRoot made = new(service, root, objects);
        await made.BreakAsync();
        return made;
    }

    /// <summary>Starts a validation.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> StartAsync(ServiceClient client, JsonObject body)
    {
        Answer answer = await client.PostAsync("api/validations", body);
        Assert.True(answer.Status == HttpStatusCode.Accepted, $"{answer.Status}: {answer.Body}");
        Assert.Equal("/api/validations/" + answer.Text("id"), answer.Headers["Location"]);
        return answer.Text("id")!;
    }

    /// <summary>Waits until a validation has finished.</summary>
    public static async Task<JsonNode> WaitForEndAsync(IService service, ServiceClient client, string id)
    {
        JsonNode? last = null;
        return await Deadline.ForAsync(
            $"the end of validation {id}",
            async () =>
            {
                last = (await client.GetAsync("api/validations/" + id)).Body!;
                return last["status"]!.ToString() is "Queued" or "Running" ? null : last;
            },
            () => $"It was last: {last}{Environment.NewLine}{service.Log}");
    }

    /// <summary>Waits until a validation has finished, with this outcome.</summary>
    public static async Task<JsonNode> WaitForOutcomeAsync(IService service, ServiceClient client, string id, string outcome)
    {
        JsonNode validation = await WaitForEndAsync(service, client, id);
        Assert.True(
            validation["result"]?["outcome"]?.ToString() == outcome,
            $"Expected {outcome}, found: {validation}{Environment.NewLine}{service.Log}");
        return validation;
    }

    /// <summary>The report of a validation, in order.</summary>
    public static async Task<string[]> ReadReportAsync(ServiceClient client, string id, int top = 100)
    {
        List<string> report = [];
        string? continuation = null;
        do
        {
            Answer page = await client.GetAsync(
                string.Create(CultureInfo.InvariantCulture, $"api/validations/{id}/findings?top={top}&continuation={continuation}"));
            Assert.Equal(HttpStatusCode.OK, page.Status);
            JsonArray findings = page.Body!["findings"]!.AsArray();
            Assert.InRange(findings.Count, 0, top);
            report.AddRange(findings.Select(
                finding => $"{finding!["severity"]} {finding["code"]} {finding["objectId"]} {finding["objectRoot"]} {finding["path"]} "
                    + $"{finding["version"]}"));
            continuation = page.Text("continuation");
        }
        while (continuation is not null);

        return [.. report];
    }

    /// <summary>Demands that a validation of all of it has found exactly what there is.</summary>
    public async Task RequireFoundAsync(IService service, ServiceClient client, string id)
    {
        JsonNode validation = await WaitForOutcomeAsync(service, client, id, "Invalid");
        Assert.Equal(
            (Objects, Objects - 1, 1, 0, 3, 0),
            (Count("objects"), Count("valid"), Count("invalid"), Count("unverified"), Count("errors"), Count("warnings")));
        Assert.Equal((Objects, Objects), ((int)validation["progress"]!["objects"]!, (int)validation["progress"]!["total"]!));
        Assert.Equal(AboutAll, (await ReadReportAsync(client, id)).Order(StringComparer.Ordinal));
        Assert.Equal(await ReadReportAsync(client, id), await ReadReportAsync(client, id, top: 1));

        int Count(string name) => (int)validation["result"]![name]!;
    }

    /// <summary>Changes a byte of one object, and adds the file that is in no object.</summary>
    public async Task BreakAsync()
    {
        await WriteAsync(Storage, BrokenRoot + "/v1/content/a.txt", "5-BYTE");
        await WriteAsync(Storage, Stray, "x");
    }

    /// <summary>Makes it whole again.</summary>
    public async Task MendAsync()
    {
        await WriteAsync(Storage, BrokenRoot + "/v1/content/a.txt", "5-byte");
        await Storage.DeleteAsync(Stray);
    }

    private static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"urn:e2e:validated:{number}");

    private static async Task WriteAsync(IStorage storage, string path, string text)
    {
        using MemoryStream content = new(Encoding.UTF8.GetBytes(text));
        await storage.WriteAsync(path, content, new StorageWriteOptions());
    }
}
