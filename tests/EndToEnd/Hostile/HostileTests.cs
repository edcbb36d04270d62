using System.Globalization;
using System.Text.Json.Nodes;
using Ocfl.Inventories;
using Ocfl.Objects;
using Xunit.Abstractions;

namespace EndToEnd.Hostile;

/// <summary>
/// Whatever is delivered twice, late, in another order or to another process, every update comes out once. <c>OCFL_HOSTILE_SEEDS</c>
/// says how many seeds are tried on each storage; one on each where it is not set.
/// </summary>
[Trait("Category", "Slow")]
public sealed class HostileTests(ITestOutputHelper output)
{
    private const int Callers = 6;
    private const int UpdatesOfEach = 4;
    private const int Objects = 3;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(150);

    public static TheoryData<ServiceStorage, int> Seeds
    {
        get
        {
            if (!int.TryParse(Environment.GetEnvironmentVariable("OCFL_HOSTILE_SEEDS"), CultureInfo.InvariantCulture, out int count))
            {
                return new TheoryData<ServiceStorage, int> { { ServiceStorage.Local, 1 }, { ServiceStorage.Blobs, 2 } };
            }

            TheoryData<ServiceStorage, int> seeds = [];
            foreach (int seed in Enumerable.Range(1, count))
            {
                seeds.Add(ServiceStorage.Local, seed);
                seeds.Add(ServiceStorage.Blobs, seed);
            }

            return seeds;
        }
    }

    [LocalProcessTheory]
    [MemberData(nameof(Seeds))]
    public async Task Every_update_comes_out_once(ServiceStorage storage, int seed)
    {
        string[] slices = seed % 2 == 0 ? ["--Ocfl:Updates:SingleSteps=0", "--Ocfl:Updates:SliceFiles=2"] : [];
        await using HostileService service = await HostileService.StartAsync(
            storage, seed, LongestDelay, [.. slices, "--Ocfl:Updates:Window=4"]);
        using ServiceClient client = new(service);
        HostileCaller[] callers = [.. Enumerable.Range(0, Callers).Select(
            number => new HostileCaller(service, client, seed, number, Objects))];
        try
        {
            await Task.WhenAll(callers.Select(caller => caller.UpdateAsync(UpdatesOfEach)));
            HostileUpdate[] updates = [.. callers.SelectMany(caller => caller.Updates)];
            await service.SettleAsync();
            output.WriteLine(string.Join(", ", updates.GroupBy(update => update.Status)
                .Select(group => $"{group.Count()} {group.Key}")
                .Order(StringComparer.Ordinal)));
            Array.ForEach(updates, update => output.WriteLine(
                $"{update.ObjectId}: {update.Version ?? update.Status}, {update.Message}, {update.Id}"));

            foreach (IGrouping<string, HostileUpdate> group in updates.GroupBy(update => update.ObjectId))
            {
                await RequireOneVersionEachAsync(service, [.. group]);
                await RequireListedAsync(client, group.Key, [.. group]);
            }

            Assert.Empty(await StoredObject.FindStraysAsync(service.Root));
            foreach (HostileUpdate update in updates)
            {
                await RequireOneEndAsync(client, update);
                if (update.Status is "Failed" or "Cancelled")
                {
                    await StoredFiles.RequireNothingOfAsync(service, update.Id);
                }
            }

            await RequireFreeAsync(service, client, [.. updates.Select(update => update.ObjectId).Distinct()]);
        }
        catch (Exception failure) when (failure is not TimeoutException)
        {
            throw new InvalidOperationException($"{failure.Message}{Environment.NewLine}{service.Log}", failure);
        }
        finally
        {
            foreach (HostileCaller caller in callers)
            {
                caller.Dispose();
            }
        }
    }

    /// <summary>Each update is accepted after the one before, by either host: that is the order of the versions.</summary>
    [LocalProcessTheory]
    [MemberData(nameof(Seeds))]
    public async Task Updates_of_an_object_commit_in_the_order_in_which_they_were_accepted(ServiceStorage storage, int seed)
    {
        const int Updates = 6;
        await using HostileService service = await HostileService.StartAsync(storage, seed, LongestDelay, "--Ocfl:Updates:Window=4");
        using ServiceClient client = new(service);
        SourceFolder[] sources = [.. Enumerable.Range(0, Updates).Select(
            number => new SourceFolder(service).Write("a.txt", $"content {number}"))];
        try
        {
            string[][] accepted = await Task.WhenAll(Enumerable.Range(0, Objects).Select(async number =>
            {
                List<string> ids = [];
                foreach (SourceFolder source in sources)
                {
                    ids.Add(await client.StartAsync($"urn:order:{number}", source.Name));
                }

                return ids.ToArray();
            }));

            foreach (string[] ids in accepted)
            {
                JsonNode[] ends = await Task.WhenAll(ids.Select(client.WaitForEndAsync));
                Assert.Equal(ids.Select((_, index) => $"v{index + 1}"), ends.Select(end => end["result"]?["version"]?.ToString()));
            }
        }
        catch (Exception failure) when (failure is not TimeoutException)
        {
            throw new InvalidOperationException($"{failure.Message}{Environment.NewLine}{service.Log}", failure);
        }
        finally
        {
            foreach (SourceFolder source in sources)
            {
                source.Dispose();
            }
        }
    }

    /// <summary>
    /// Each update that is answered as completed has exactly the version that it names, and no other has any. Each version is what its
    /// update makes of the version before.
    /// </summary>
    internal static async Task RequireOneVersionEachAsync(HostileService service, IReadOnlyList<HostileUpdate> updates)
    {
        HostileUpdate[] committed = [.. updates.Where(update => update.Status == "Completed").OrderBy(
            update => VersionNumber.Parse(update.Version!))];
        if (committed.Length == 0)
        {
            Assert.Null(await (await StorageRoot.OpenAsync(service.Root)).OpenObjectAsync(updates[0].ObjectId));
            return;
        }

        OcflObject found = (await StoredObject.RequireValidAsync(service, updates[0].ObjectId))!;
        Assert.Equal(committed.Select(update => update.Message), found.Inventory.Versions.Select(version => version.Message));
        Assert.Equal(committed.Select((_, index) => $"v{index + 1}"), committed.Select(update => update.Version));
        SortedDictionary<string, string> state = new(StringComparer.Ordinal);
        foreach ((HostileUpdate update, ObjectVersion version) in committed.Zip(found.Inventory.Versions))
        {
            if (update.Mode == "replace")
            {
                state.Clear();
            }

            foreach ((string path, string digest) in update.Files)
            {
                state[path] = digest;
            }

            Assert.Equal(state, new SortedDictionary<string, string>(version.State.Paths.ToDictionary(), StringComparer.Ordinal));
        }
    }

    private static async Task RequireListedAsync(ServiceClient client, string objectId, IReadOnlyList<HostileUpdate> updates)
    {
        Answer answer = await client.GetAsync($"api/updates?top=500&objectId={Uri.EscapeDataString(objectId)}");
        Assert.Equal(
            updates.Select(update => $"{update.Id} {update.Status}").Order(StringComparer.Ordinal),
            answer.Body!["updates"]!.AsArray().Select(update => $"{update!["id"]} {update["status"]}").Order(StringComparer.Ordinal));
    }

    // The engine's own history: one start, one end, and for each activity one result.
    private static async Task RequireOneEndAsync(ServiceClient client, HostileUpdate update)
    {
        Answer answer = await client.GetAsync($"runtime/webhooks/durabletask/instances/{update.Id}?showHistory=true");
        string[] events = [.. answer.Body!["historyEvents"]!.AsArray().Select(happened => happened!["EventType"]!.ToString())];
        Assert.Single(events, name => name == "ExecutionStarted");
        Assert.Single(events, name => name is "ExecutionCompleted" or "ExecutionFailed");
    }

    // An object that somebody still seemed to claim would keep the next update waiting.
    internal static async Task RequireFreeAsync(HostileService service, ServiceClient client, IReadOnlyList<string> objectIds)
    {
        using SourceFolder source = new SourceFolder(service).Write("last.txt", "The last.");
        await Task.WhenAll(objectIds.Select(objectId => client.UpdateAsync(objectId, source.Name)));
        foreach (string objectId in objectIds)
        {
            await StoredObject.RequireValidAsync(service, objectId);
        }
    }
}
