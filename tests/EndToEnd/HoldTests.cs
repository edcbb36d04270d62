using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Ocfl.Storage;

namespace EndToEnd;

/// <summary>A fault that an operator can fix holds an update, and nothing is lost.</summary>
public sealed class HoldTests
{
    private const string OneTry = "--Ocfl:Updates:Attempts=1";
    private const string AnHour = "--Ocfl:Updates:HoldTime=01:00:00";

    [LocalProcessFact]
    public async Task A_held_update_outlives_its_process_and_goes_on_when_it_is_told_to()
    {
        await using LocalService service = await LocalService.StartAsync(ServiceStorage.Local, OneTry, AnHour);
        using ServiceClient client = new(service);
        using SourceFolder source = new SourceFolder(service).WriteMany(20);
        string objectId = NewId();
        BreakPendingArea(service);
        string id = await client.StartAsync(objectId, source.Name);

        JsonNode held = await WaitForHoldAsync(client, id);
        Assert.Equal("Held", held["phase"]!.ToString());
        Assert.StartsWith("Storage", held["error"]!["type"]!.ToString(), StringComparison.Ordinal);
        DateTimeOffset until = DateTimeOffset.Parse(held["progress"]!["heldUntil"]!.ToString(), CultureInfo.InvariantCulture);
        Assert.InRange(until - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
        await RequireAsync(client, HttpStatusCode.Accepted, id, "retry");
        await WaitForHoldAsync(client, id, after: until);

        await service.KillAsync();
        await service.RestartAsync();
        Assert.Equal("Held", (await client.GetUpdateAsync(id))["status"]!.ToString());
        Assert.Equal(id, (await client.GetAsync("api/updates?status=Held")).Body!["updates"]![0]!["id"]!.ToString());

        MendPendingArea(service);
        await RequireAsync(client, HttpStatusCode.Accepted, id, "retry");

        JsonNode done = await client.WaitForStatusAsync(id, "Completed");
        Assert.Null(done["error"]);
        await StoredObject.RequireContentAsync(service, objectId, versions: 1, source[""]);
        await RequireAsync(client, HttpStatusCode.Conflict, id, "retry");
    }

    [LocalProcessFact]
    public async Task A_held_update_can_be_cancelled_and_the_next_has_its_turn()
    {
        await using LocalService service = await LocalService.StartAsync(ServiceStorage.Local, OneTry, AnHour);
        using ServiceClient client = new(service);
        using SourceFolder source = new SourceFolder(service).Write("a.txt", "a");
        string objectId = NewId();
        BreakPendingArea(service);
        string first = await client.StartAsync(objectId, source.Name);
        await WaitForHoldAsync(client, first);
        string second = await client.StartAsync(objectId, source.Name);
        await client.WaitForAsync(second, "its place in the queue", update => update["status"]!.ToString() == "Queued"
            && (int?)update["progress"]?["ahead"] == 1);
        await RequireAsync(client, HttpStatusCode.Conflict, second, "retry");

        MendPendingArea(service);
        await RequireAsync(client, HttpStatusCode.Accepted, first, "cancel");

        await client.WaitForStatusAsync(first, "Cancelled");
        await client.WaitForStatusAsync(second, "Completed");
        await StoredObject.RequireContentAsync(service, objectId, versions: 1, source[""]);
    }

    [LocalProcessFact]
    public async Task An_update_that_is_not_to_be_held_fails_at_once()
    {
        await using LocalService service = await LocalService.StartAsync(ServiceStorage.Local, OneTry, AnHour);
        using ServiceClient client = new(service);
        using SourceFolder source = new SourceFolder(service).Write("a.txt", "a");
        BreakPendingArea(service);
        JsonObject body = ServiceClient.Body(NewId(), source.Name);
        body["onFailure"] = "revert";

        Answer answer = await client.PostAsync("api/updates", body);

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        JsonNode update = await client.WaitForStatusAsync(answer.Text("id")!, "Failed");
        Assert.StartsWith("Storage", update["error"]!["type"]!.ToString(), StringComparison.Ordinal);
    }

    [LocalProcessFact]
    public async Task When_nobody_comes_it_is_undone_and_fails()
    {
        await using LocalService service = await LocalService.StartAsync(ServiceStorage.Local, OneTry, "--Ocfl:Updates:HoldTime=00:00:01");
        using ServiceClient client = new(service);
        using SourceFolder source = new SourceFolder(service).Write("a.txt", "a");
        BreakPendingArea(service);

        JsonNode update = await client.UpdateAsync(NewId(), source.Name, status: "Failed");

        Assert.StartsWith("Storage", update["error"]!["type"]!.ToString(), StringComparison.Ordinal);
    }

    // A file in the place of the folder that every version is put together in.
    private static void BreakPendingArea(LocalService service)
    {
        string pending = PendingArea(service);
        if (Directory.Exists(pending))
        {
            Directory.Delete(pending, recursive: true);
        }

        File.WriteAllText(pending, "in the way");
    }

    private static void MendPendingArea(LocalService service) => File.Delete(PendingArea(service));

    private static string PendingArea(LocalService service) => ((LocalStorage)service.Root).PendingPath!;

    private static Task<JsonNode> WaitForHoldAsync(ServiceClient client, string id, DateTimeOffset? after = null) => client.WaitForAsync(
        id,
        "the hold",
        update => update["status"]!.ToString() == "Held"
            && (after is null || DateTimeOffset.Parse(update["progress"]!["heldUntil"]!.ToString(), CultureInfo.InvariantCulture) > after));

    private static async Task RequireAsync(ServiceClient client, HttpStatusCode status, string id, string command)
    {
        Answer answer = await client.PostAsync($"api/updates/{id}/{command}");
        Assert.True(answer.Status == status, $"{command}: {answer.Status} {answer.Body}");
    }

    private static string NewId() => "urn:e2e:" + Guid.NewGuid().ToString("N");
}
