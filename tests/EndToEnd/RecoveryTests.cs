using System.Globalization;
using System.Text.Json.Nodes;
using Ocfl.Objects;
using Ocfl.Storage;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>What is lost with the process is nothing.</summary>
[Trait("Category", "Slow")]
public abstract class RecoveryTests(ServiceStorage storage, KilledService killed, ITestOutputHelper output)
{
    private const int Rounds = 6;
    private readonly int _files = storage == ServiceStorage.Local ? 200 : 50;

    /// <summary>
    /// The service is killed in the middle of an update and started again; the update finishes, once. The rounds differ in how
    /// far the update is when it is killed, from the first step of the staging to the commit, and in where the content comes from.
    /// </summary>
    [LocalProcessTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task An_update_survives_the_death_of_its_process(int round)
    {
        LocalService service = await killed.GetAsync();
        using ServiceClient client = new(service);
        using SourceFolder folder = new SourceFolder(service).WriteMany(_files);
        await using SourceContainer container = new(service);
        bool isFromContainer = round % 2 == 1;
        if (isFromContainer)
        {
            await container.WriteAsync(folder);
        }

        string objectId = "urn:e2e:" + Guid.NewGuid().ToString("N");
        string objectRoot = (await StorageRoot.OpenAsync(service.Root)).GetObjectRoot(objectId);
        string id = await client.StartAsync(ServiceClient.Body(objectId, isFromContainer ? container.Source() : folder.Source()));

        double share = (round + Random.Shared.NextDouble()) / Rounds;
        await Deadline.ForAsync("the moment to be killed", async () => await ProgressAsync(service, objectRoot, id) >= share
            ? id
            : null, () => service.Log, TimeSpan.FromMilliseconds(storage == ServiceStorage.Local ? 2 : 20));
        await service.KillAsync();
        double done = await ProgressAsync(service, objectRoot, id);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Killed when {done:P0} was done; asked for {share:P0}."));
        await service.RestartAsync();

        JsonNode update = await client.WaitForStatusAsync(id, "Completed");
        Assert.Equal("v1", update["result"]!["version"]!.ToString());
        Assert.Equal(_files + 6, (int)update["progress"]!["stepsDone"]!);
        output.WriteLine($"Done, {update["result"]!["alreadyDone"]} of {update["result"]!["steps"]} steps had been done before.");
        await StoredObject.RequireContentAsync(service, objectId, versions: 1, folder[""]);
        await StoredFiles.RequireNothingPendingAsync(service, id);
    }

    [LocalProcessFact]
    public async Task An_update_that_was_ended_by_force_is_passed_over()
    {
        await using LocalService service = await LocalService.StartAsync(storage, "--Ocfl:Updates:ClaimPollInterval=00:00:01");
        using ServiceClient client = new(service);
        using SourceFolder source = new SourceFolder(service).WriteMany(_files);
        (string objectId, string first, string second) = await client.StartQueueAsync(source.Name, source.Name);

        await client.PostAsync($"runtime/webhooks/durabletask/instances/{first}/terminate?reason=test");

        await client.WaitForStatusAsync(first, "Terminated");
        await client.WaitForStatusAsync(second, "Completed");
        await StoredObject.RequireContentAsync(service, objectId, versions: 1, source[""]);
    }

    [LocalProcessFact]
    public async Task An_update_goes_by_the_settings_of_its_start_after_a_restart_with_others()
    {
        await using LocalService service = await LocalService.StartAsync(
            storage, "--Ocfl:Updates:ClaimPollInterval=00:00:01", "--Ocfl:Updates:ContentPaths=PercentEncoded");
        using ServiceClient client = new(service);
        using SourceFolder many = new SourceFolder(service).WriteMany(_files);
        using SourceFolder early = new SourceFolder(service).Write("a#b", "early");
        using SourceFolder late = new SourceFolder(service).Write("c#d", "late");
        (string objectId, string first, string second) = await client.StartQueueAsync(many.Name, early.Name);

        await service.KillAsync();
        await service.RestartAsync("--Ocfl:Updates:ContentPaths=Identity");
        string third = await client.StartAsync(objectId, late.Name);
        await client.WaitForAsync(third, "its place in the queue", update => (int?)update["progress"]?["ahead"] == 2);
        await client.PostAsync($"api/updates/{first}/resume");

        foreach (string id in (string[])[first, second, third])
        {
            await client.WaitForStatusAsync(id, "Completed");
        }

        IEnumerable<string> content = (await StoredObject.RequireValidAsync(service, objectId))!.Inventory.Manifest.Paths.Select(
            file => file.Key);
        Assert.Equal(
            ["v2/content/a%23b", "v3/content/c#d"],
            content.Where(path => !path.StartsWith("v1/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    // Half of the way is the staging, the other half are the copies; seen in the storages, since the status is reported once a second only.
    // Content that stays in its source is not seen to be staged: then all of the way are the copies.
    private async Task<double> ProgressAsync(LocalService service, string objectRoot, string id)
    {
        List<StorageFile> root = await StoredFiles.ListAsync(service.Root, objectRoot);
        if (root.Exists(file => file.Path.EndsWith("/inventory.json", StringComparison.Ordinal)
            && !file.Path.EndsWith("/v1/inventory.json", StringComparison.Ordinal)))
        {
            return 1;
        }

        List<StorageFile> version = service.Root.PendingArea is { } pending ? await StoredFiles.ListAsync(pending.Storage, id) : root;
        int copied = version.Count(file => file.Path.Contains("/content/", StringComparison.Ordinal));
        int staged = (await StoredFiles.ListAsync(service.Work, StoragePath.Combine("updates", id, "stage", "content"))).Count;
        return storage == ServiceStorage.Blobs ? (double)copied / _files
            : (copied > 0 ? _files + copied : staged) / (2.0 * _files);
    }
}
