using System.Globalization;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>What is lost with the process is nothing.</summary>
public sealed class RecoveryTests(ITestOutputHelper output)
{
    private const int Files = 200;

    /// <summary>
    /// The service is killed in the middle of an update and started again; the update comes to its end, once. The rounds differ in how
    /// far the update is when it is killed: from the first step of the staging to the commit.
    /// </summary>
    [LocalProcessTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task An_update_survives_the_death_of_its_process(int round)
    {
        await using LocalService service = await LocalService.StartAsync();
        using ServiceClient client = new(service);
        using SourceFolder source = new SourceFolder(service).WriteMany(Files);
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        string id = await client.StartAsync(objectId, source.Name);

        double share = (round + Random.Shared.NextDouble()) / 10;
        await Deadline.ForAsync("the moment to be killed", () => Task.FromResult(Progress(service, id) >= share ? id : null), () => service.Log, TimeSpan.FromMilliseconds(2));
        await service.KillAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Killed when {Progress(service, id):P0} was done; asked for {share:P0}."));
        await service.RestartAsync();

        JsonNode update = await client.WaitForStatusAsync(id, "Completed");
        Assert.Equal("v1", update["result"]!["version"]!.ToString());
        Assert.Equal(Files + 6, (int)update["progress"]!["stepsDone"]!);
        output.WriteLine($"Done, {update["result"]!["alreadyDone"]} of {update["result"]!["steps"]} steps had been done before.");
        await StoredObject.RequireContentAsync(service, objectId, versions: 1, source[""]);
        RequireNothingPending(service, id);
    }

    [LocalProcessFact]
    public async Task An_update_that_was_ended_by_force_is_passed_over()
    {
        await using LocalService service = await LocalService.StartAsync("--Ocfl:Updates:ClaimPollInterval=00:00:01");
        using ServiceClient client = new(service);
        using SourceFolder source = new SourceFolder(service).WriteMany(Files);
        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        string first = await client.StartAsync(objectId, source.Name);
        await client.PostAsync($"api/updates/{first}/suspend");
        await client.WaitForAsync(first, "the suspension", update => update["status"]!.ToString() == "Suspended" && update["phase"] is not null);
        string second = await client.StartAsync(objectId, source.Name);
        await client.WaitForAsync(second, "its place in the queue", update => update["status"]!.ToString() == "Queued");

        await client.PostAsync($"runtime/webhooks/durabletask/instances/{first}/terminate?reason=test");

        await client.WaitForStatusAsync(first, "Terminated");
        await client.WaitForStatusAsync(second, "Completed");
        await StoredObject.RequireContentAsync(service, objectId, versions: 1, source[""]);
    }

    // Half of the way is the staging, the other half are the copies; seen on the disk, since the status is told once a second only.
    private static double Progress(LocalService service, string id)
    {
        if (Directory.EnumerateFiles(service.RootFolder, "0=ocfl_object_*", SearchOption.AllDirectories).Any())
        {
            return 1;
        }

        int copied = CountFiles(Path.Combine(service.RootFolder + ".pending", "updates", id));
        int staged = CountFiles(Path.Combine(service.Data, "work", "updates", id, "stage", "content"));
        return (copied > 0 ? Files + copied : staged) / (2.0 * Files);
    }

    private static int CountFiles(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count();
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }

    private static void RequireNothingPending(LocalService service, string id)
    {
        string pending = service.RootFolder + ".pending";
        Assert.Empty(Directory.Exists(pending) ? Directory.EnumerateFileSystemEntries(pending, id, SearchOption.AllDirectories) : []);
    }
}
