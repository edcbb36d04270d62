using System.Globalization;
using System.Text.Json.Nodes;
using Ocfl.Objects;
using Ocfl.Storage;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>The service is killed while it imports: the import ends, and each object is there once, whole.</summary>
public abstract class ImportRecoveryTests(KilledService killed, ITestOutputHelper output)
{
    private const int Objects = 24;

    // How many times the service is killed; OCFL_IMPORT_ROUNDS sets another number.
    private static readonly int Rounds =
        int.TryParse(Environment.GetEnvironmentVariable("OCFL_IMPORT_ROUNDS"), CultureInfo.InvariantCulture, out int rounds) ? rounds : 2;

    [LocalProcessFact]
    public async Task An_import_ends_after_the_death_of_the_process()
    {
        LocalService service = await killed.GetAsync();
        for (int round = 0; round < Rounds; round++)
        {
            await RunAsync(service, round);
        }
    }

    private async Task RunAsync(LocalService service, int round)
    {
        using ImportedRoot source = await ImportedRoot.CreateAsync(service);
        string[] ids = [.. Enumerable.Range(0, Objects).Select(_ => "urn:e2e:" + Guid.NewGuid().ToString("N"))];
        foreach (string id in ids)
        {
            await source.AddAsync(id, files: 3, length: 100_000);
        }

        // Some have a file that is copied in ranges.
        foreach (string id in ids.Where((_, number) => number % 6 == 5))
        {
            await source.AddAsync(id, files: 1, length: 2_500_000, mark: "large");
        }

        string import;
        int finished = Random.Shared.Next(0, Objects);
        using (ServiceClient client = new(service))
        {
            import = (await client.PostAsync("api/imports", source.Body())).Text("id")!;
            await Deadline.ForAsync(
                "the moment to be killed",
                async () => await FindAsync(service, ids) >= finished ? import : null,
                () => service.Log,
                TimeSpan.FromMilliseconds(2));
            await service.KillAsync();
        }

        int there = await FindAsync(service, ids);
        await service.RestartAsync();
        using ServiceClient next = new(service);
        JsonNode? last = null;
        JsonNode end = await Deadline.ForAsync(
            $"the end of import {import}",
            async () =>
            {
                last = (await next.GetAsync("api/imports/" + import)).Body!;
                return ServiceClient.HasEnded(last) ? last : null;
            },
            () => $"It was last: {last}{Environment.NewLine}{service.Log}");

        output.WriteLine($"Round {round}: killed with {there} of {Objects} objects there.");
        Assert.Equal(("Complete", Objects), (end["result"]!["outcome"]!.ToString(), (int)end["result"]!["imported"]!));
        StorageRoot root = await StorageRoot.OpenAsync(service.Root);
        foreach (string id in ids)
        {
            await StoredObject.RequireValidAsync(service, id);
            Assert.Equal(await source.FilesAsync(id), await ImportedRoot.FilesAsync(service.Root, root.GetObjectRoot(id)));
        }

        Assert.Empty(await StoredObject.FindStraysAsync(service.Root));
        Assert.Empty(await service.Work.ListAsync("imports", recursive: true)
            .Where(entry => entry.File is not null && !StoragePath.IsWithin(entry.Path, "imports/runs"))
            .ToListAsync());
        if (service.Root.PendingArea is { } pending)
        {
            Assert.Empty(await pending.Storage.ListAsync("", recursive: true).Where(entry => entry.File is not null).ToListAsync());
        }
    }

    // Without the service, since it is not to notice.
    private static async Task<int> FindAsync(LocalService service, IEnumerable<string> ids)
    {
        StorageRoot root = await StorageRoot.OpenAsync(service.Root);
        int there = 0;
        foreach (string id in ids)
        {
            there += await service.Root.GetFileAsync(StoragePath.Combine(root.GetObjectRoot(id), "inventory.json")) is null ? 0 : 1;
        }

        return there;
    }
}
