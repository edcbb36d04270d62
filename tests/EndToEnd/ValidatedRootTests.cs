using System.Globalization;
using System.Text.Json.Nodes;
using Ocfl.Storage;
using Xunit.Abstractions;

namespace EndToEnd;

/// <summary>A whole storage root is validated, in pages, and whatever becomes of the process.</summary>
public abstract class ValidatedRootTests(ServiceStorage storage, ITestOutputHelper output)
{
    private static readonly string[] Pages = [
        "--Ocfl:Validations:PageObjects=40",
        "--Ocfl:Validations:SliceObjects=5",
        "--Ocfl:Validations:Window=2",
    ];
    private readonly int _objects = storage == ServiceStorage.Local ? 300 : 150;

    [LocalProcessFact]
    public async Task A_root_of_some_hundred_objects_has_exactly_the_findings_that_belong_to_it()
    {
        await using LocalService service = await LocalService.StartAsync(storage, Pages);
        using ServiceClient client = new(service);
        ValidatedRoot root = await ValidatedRoot.MakeAsync(service, _objects);

        await root.RequireFoundAsync(service, client, await ValidatedRoot.StartAsync(client, []));
        string structure = await ValidatedRoot.StartAsync(client, new JsonObject { ["content"] = false });
        await ValidatedRoot.WaitForOutcomeAsync(service, client, structure, "Invalid");
        Assert.Equal(root.AboutTheRoot, (await ValidatedRoot.ReadReportAsync(client, structure)).Order(StringComparer.Ordinal));

        await root.MendAsync();
        string mended = await ValidatedRoot.StartAsync(client, []);
        JsonNode validation = await ValidatedRoot.WaitForOutcomeAsync(service, client, mended, "Valid");
        Assert.Equal((_objects, 0), ((int)validation["result"]!["valid"]!, (await ValidatedRoot.ReadReportAsync(client, mended)).Length));
    }

    /// <summary>The service is killed in the middle of a validation and started again; the rounds differ in how far it is.</summary>
    [LocalProcessTheory]
    [InlineData(0.1)]
    [InlineData(0.4)]
    [InlineData(0.8)]
    public async Task A_validation_survives_the_death_of_its_process(double share)
    {
        await using LocalService service = await LocalService.StartAsync(storage, Pages);
        using ServiceClient client = new(service);
        ValidatedRoot root = await ValidatedRoot.MakeAsync(service, _objects);
        string id = await ValidatedRoot.StartAsync(client, []);

        await Deadline.ForAsync("the moment to be killed", async () => await PartsAsync(service, id) >= share * _objects / 5
            ? id
            : null, () => service.Log, TimeSpan.FromMilliseconds(2));
        await service.KillAsync();
        int parts = await PartsAsync(service, id);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Killed with {parts} parts done."));
        await service.RestartAsync();

        await root.RequireFoundAsync(service, client, id);
    }

    private static async Task<int> PartsAsync(LocalService service, string id) =>
        (await StoredFiles.ListAsync(service.Work, StoragePath.Combine("validations", id))).Count(
            file => file.Path.Contains("/parts/", StringComparison.Ordinal));
}
