using System.Globalization;
using System.Text.Json.Nodes;
using Ocfl.Storage;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>A whole storage root is validated, in pages, and whatever becomes of the process.</summary>
[Trait("Category", "Slow")]
public abstract class ValidatedRootTests(KilledServiceWithRoot fixture, ITestOutputHelper output)
{
    [LocalProcessFact]
    public async Task A_root_of_some_hundred_objects_has_exactly_the_findings_that_belong_to_it()
    {
        LocalService service = await fixture.GetAsync();
        using ServiceClient client = new(service);
        ValidatedRoot root = fixture.Root;

        await root.RequireFoundAsync(service, client, await ValidatedRoot.StartAsync(client, []));
        string structure = await ValidatedRoot.StartAsync(client, new JsonObject { ["content"] = false });
        await ValidatedRoot.WaitForOutcomeAsync(service, client, structure, "Invalid");
        Assert.Equal(root.AboutTheRoot, (await ValidatedRoot.ReadReportAsync(client, structure)).Order(StringComparer.Ordinal));

        await root.MendAsync();
        string repaired = await ValidatedRoot.StartAsync(client, []);
        JsonNode validation = await ValidatedRoot.WaitForOutcomeAsync(service, client, repaired, "Valid");
        await root.BreakAsync();
        Assert.Equal(
            (fixture.Objects, 0),
            ((int)validation["result"]!["valid"]!, (await ValidatedRoot.ReadReportAsync(client, repaired)).Length));
    }

    /// <summary>The service is killed in the middle of a validation and started again; the rounds differ in how far it is.</summary>
    [LocalProcessTheory]
    [InlineData(0.1)]
    [InlineData(0.4)]
    [InlineData(0.8)]
    public async Task A_validation_survives_the_death_of_its_process(double share)
    {
        LocalService service = await fixture.GetAsync();
        using ServiceClient client = new(service);
        string id = await ValidatedRoot.StartAsync(client, []);

        await Deadline.ForAsync("the moment to be killed", async () => await PartsAsync(service, id) >= share * fixture.Objects / 5
            ? id
            : null, () => service.Log, TimeSpan.FromMilliseconds(2));
        await service.KillAsync();
        int parts = await PartsAsync(service, id);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Killed with {parts} parts done."));
        await service.RestartAsync();

        await fixture.Root.RequireFoundAsync(service, client, id);
    }

    private static async Task<int> PartsAsync(LocalService service, string id) =>
        (await StoredFiles.ListAsync(service.Work, StoragePath.Combine("validations", id))).Count(
            file => file.Path.Contains("/parts/", StringComparison.Ordinal));
}
