using System.Net;
using Ocfl.Storage;
using Xunit.Abstractions;

namespace EndToEnd.Hostile;

/// <summary>
/// Maintenance runs every second on two hosts while updates are delivered twice, late and out of order, and keeps nothing for long: no
/// update loses anything, and nothing is left over.
/// </summary>
public sealed class HostileMaintenanceTests(ITestOutputHelper output)
{
    private const int Callers = 6;
    private const int UpdatesOfEach = 4;
    private const int Objects = 3;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(150);

    public static TheoryData<ServiceStorage, int> Seeds => HostileTests.Seeds;

    [LocalProcessTheory]
    [MemberData(nameof(Seeds))]
    public async Task Maintenance_every_second_takes_nothing_that_is_needed_and_leaves_nothing(ServiceStorage storage, int seed)
    {
        await using HostileService service = await HostileService.StartAsync(
            storage,
            seed,
            LongestDelay,
            "--Ocfl:Updates:Window=4",
            "--Ocfl:Maintenance:Schedule=00:00:01",
            "--Ocfl:Maintenance:KeepRuns=00:00:06",
            "--Ocfl:Maintenance:KeepReports=00:00:06",
            "--Ocfl:Maintenance:PageItems=5",
            "--Ocfl:Maintenance:PageFiles=20");
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

            foreach (IGrouping<string, HostileUpdate> group in updates.GroupBy(update => update.ObjectId))
            {
                await HostileTests.RequireOneVersionEachAsync(service, [.. group]);
            }

            Assert.Empty(await StoredObject.FindStraysAsync(service.Root));
            string? left = null;
            await Deadline.ForAsync(
                "everything to be removed",
                async () => (left = await FindLeftAsync(service)) is null ? "" : null,
                () => $"Left is {left}.{Environment.NewLine}{service.Log}");
            foreach (HostileUpdate update in updates)
            {
                Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"api/updates/{update.Id}")).Status);
            }

            await HostileTests.RequireFreeAsync(service, client, [.. updates.Select(update => update.ObjectId).Distinct()]);
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

    private static async Task<string?> FindLeftAsync(HostileService service)
    {
        foreach (string folder in (string[])["updates", "claims", "stages"])
        {
            await foreach (StorageEntry entry in service.Work.ListAsync(folder, recursive: true))
            {
                return entry.Path;
            }
        }

        if (service.Root.PendingArea is { } pending)
        {
            await foreach (StorageEntry entry in pending.Storage.ListAsync("", recursive: true))
            {
                return entry.Path;
            }
        }

        return null;
    }
}
