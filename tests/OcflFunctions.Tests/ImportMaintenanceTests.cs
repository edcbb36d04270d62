using Microsoft.DurableTask.Client;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Imports;
using OcflFunctions.Maintenance;

namespace OcflFunctions.Tests;

/// <summary>What maintenance removes of imports, and what it leaves alone.</summary>
public sealed class ImportMaintenanceTests
{
    // As UpdatePipeline has them.
    private static readonly TimeSpan KeepRuns = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepReports = TimeSpan.FromHours(2);

    public static TheoryData<string> Places => ["Memory", "InPlace", "Local"];

    public static TheoryData<string, OrchestrationRuntimeStatus> Unfinished => new()
    {
        { "InPlace", OrchestrationRuntimeStatus.Running },
        { "InPlace", OrchestrationRuntimeStatus.Suspended },
        { "Local", OrchestrationRuntimeStatus.Running },
        { "Local", OrchestrationRuntimeStatus.Pending },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Finished_imports_are_removed_with_their_reports_when_their_time_is_over_and_not_before(string place)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(place);
        SortedDictionary<string, string> damaged = await ImportedObjectFiles.BuildAsync("urn:damaged", versions: 1);
        damaged["v1/content/a"] = "?";
        await ImportedObjectFiles.PutAsync(pipeline.Place, "damaged", damaged);
        await pipeline.ImportAsync(ImportedObjectFiles.RequestOf(pipeline.Place), []);
        pipeline.SetImportStatus(UpdatePipeline.ImportId, nameof(ImportObjects), OrchestrationRuntimeStatus.Completed);
        SortedDictionary<string, string> objects = await ObjectSnapshot.TakeAsync(pipeline.Root);

        pipeline.Time.Advance(KeepReports - TimeSpan.FromMinutes(1));
        Assert.Equal(
            [(RemovedKind.ImportedObjects, 3L), (RemovedKind.Claims, 3L)], Of(await pipeline.MaintainAsync()));
        Assert.Equal(UpdatePipeline.ImportId, Assert.Single(pipeline.Client.Instances).InstanceId);
        Assert.Equal(3, (await pipeline.ReadImportedAsync()).Count);
        Assert.NotEmpty(await pipeline.ReadImportFindingsAsync());
        pipeline.Time.Advance(TimeSpan.FromMinutes(2));
        SortedDictionary<string, string> work = await ObjectSnapshot.TakeAsync(pipeline.Work);

        // A count takes what a later step would find after an earlier one: the report is counted by both.
        MaintenanceState counted = await pipeline.MaintainAsync(pipeline.MaintenanceInput(dryRun: true));
        Assert.Equal(work, await ObjectSnapshot.TakeAsync(pipeline.Work));
        MaintenanceState done = await pipeline.MaintainAsync();

        Assert.Equal([(RemovedKind.Imports, 1L), (RemovedKind.Reports, 1L)], Of(counted));
        Assert.Equal(Of(counted), Of(done));
        Assert.Empty(done.Errors);
        Assert.Empty(pipeline.Client.Instances);
        Assert.Empty(await UpdatePipeline.FilesAsync(pipeline.Work));
        Assert.Equal(objects, await ObjectSnapshot.TakeAsync(pipeline.Root));
        Assert.Empty((await pipeline.MaintainAsync()).Removed);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_report_is_removed_before_its_run_if_it_is_to_be_kept_for_less(string place)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(place);
        await pipeline.ImportAsync(ImportedObjectFiles.RequestOf(pipeline.Place), []);
        pipeline.SetImportStatus(UpdatePipeline.ImportId, nameof(ImportObjects), OrchestrationRuntimeStatus.Completed);
        pipeline.Time.Advance(KeepRuns + TimeSpan.FromMinutes(1));
        MaintenanceInput shorter = pipeline.MaintenanceInput() with
        {
            Settings = pipeline.MaintenanceInput().Settings with { KeepRuns = KeepReports, KeepReports = KeepRuns },
        };

        Assert.Contains((RemovedKind.Reports, 1L), Of(await pipeline.MaintainAsync(shorter)));

        Assert.Contains(pipeline.Client.Instances, instance => instance.InstanceId == UpdatePipeline.ImportId);
        Assert.DoesNotContain(
            (await UpdatePipeline.FilesAsync(pipeline.Work)).Keys, path => path.StartsWith("imports/", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Unfinished))]
    public async Task Nothing_is_removed_of_an_object_that_is_being_imported(string place, OrchestrationRuntimeStatus status)
    {
        foreach (string last in (string[])[nameof(ListImport), nameof(PrepareImport), nameof(BeginImport), nameof(CopyImport)])
        {
            await using UpdatePipeline pipeline = await PipelineAsync(place);
            await StopAsync(pipeline, last);

            // An operator has terminated the import, and its object still runs.
            pipeline.SetImportStatus(UpdatePipeline.ImportId, nameof(ImportObjects), OrchestrationRuntimeStatus.Terminated);
            pipeline.SetImportStatus(
                UpdatePipeline.OwnerOfImport(0), nameof(ImportObject), status, new ObjectImportStatus("urn:0"));
            SortedDictionary<string, string> work = await ObjectSnapshot.TakeAsync(pipeline.Work);
            SortedDictionary<string, string> root = await ObjectSnapshot.TakeAsync(pipeline.Root);
            pipeline.Time.Advance(TimeSpan.FromDays(1000));

            MaintenanceState done = await pipeline.MaintainAsync();

            Assert.Empty(done.Removed);
            Assert.Empty(done.Errors);
            Assert.Equal(work, await ObjectSnapshot.TakeAsync(pipeline.Work));
            Assert.Equal(root, await ObjectSnapshot.TakeAsync(pipeline.Root));
        }
    }

    /// <summary>The engine has lost the import, or a run that was late died before it could clear what it wrote.</summary>
    [Theory]
    [InlineData("Local", true)]
    [InlineData("Local", false)]
    [InlineData("InPlace", true)]
    public async Task What_nobody_knows_of_is_removed_after_a_day(string place, bool hasMark)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(place);
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(pipeline.Root);
        await StopAsync(pipeline, nameof(CopyImport));
        pipeline.Client.Instances.Clear();
        if (!hasMark)
        {
            await pipeline.Work.DeleteDirectoryAsync("imports/open");
        }

        // Queues are removed as soon as they are empty, with what is left in the object then.
        pipeline.Time.Advance(TimeSpan.FromHours(25));
        Assert.Contains(
            (RemovedKind.Leftovers, 1L), Of(await pipeline.MaintainAsync(pipeline.MaintenanceInput(dryRun: true))));
        Assert.Empty((await pipeline.MaintainAsync()).Errors);
        pipeline.Time.Advance(TimeSpan.FromHours(25));
        Assert.Empty((await pipeline.MaintainAsync()).Errors);
        pipeline.Time.Advance(TimeSpan.FromHours(25));
        Assert.Empty((await pipeline.MaintainAsync()).Errors);

        Assert.Empty(await UpdatePipeline.FilesAsync(pipeline.Work));
        Assert.Equal(before, await ObjectSnapshot.TakeAsync(pipeline.Root));
        if (pipeline.Root.PendingArea is { } pending)
        {
            Assert.Empty(await ObjectSnapshot.TakeAsync(pending.Storage));
        }
    }

    /// <summary>
    /// An object that has lost its root inventory looks like what an update left that was to create it. It is damaged, and can be repaired
    /// from what is there.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_object_that_has_lost_its_root_inventory_is_left_alone(int versions)
    {
        await using UpdatePipeline pipeline = new("InPlace", singleSteps: 300);
        UpdateResult? result = null;
        for (int version = 1; version <= versions; version++)
        {
            await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = $"{version}" });
            result = await pipeline.RunAsync(
                new UpdateRequest
                {
                    ObjectId = "urn:x",
                    Source = pipeline.Place.Source,
                    Message = "m",
                    User = new UpdateUser("Ada", "mailto:ada@example.org"),
                },
                (_, runAsync) => runAsync(),
                $"update-{version}");
        }

        pipeline.Client.Instances.Clear();
        await pipeline.Root.DeleteAsync($"{result!.ObjectRoot}/inventory.json");
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(pipeline.Root);
        pipeline.Time.Advance(TimeSpan.FromDays(30));
        await pipeline.MaintainAsync();
        await pipeline.MaintainAsync();

        Assert.Empty(await ObjectSnapshot.TakeAsync(pipeline.Work));
        Assert.Equal(before, await ObjectSnapshot.TakeAsync(pipeline.Root));
    }

    [Fact]
    public async Task A_mark_that_cannot_be_read_is_an_error_and_does_not_keep_the_others()
    {
        await using UpdatePipeline pipeline = await PipelineAsync("Memory");
        await StopAsync(pipeline, nameof(CopyImport));
        pipeline.SetImportStatus(
            UpdatePipeline.OwnerOfImport(0), nameof(ImportObject), OrchestrationRuntimeStatus.Failed, new ObjectImportStatus("urn:0"));
        await pipeline.Work.PutAsync("imports/open/damaged.json", "{");

        MaintenanceState done = await pipeline.MaintainAsync();

        Assert.Equal(("imports", 1), (Assert.Single(done.Errors).Step, done.Errors[0].Failed));
        Assert.Contains((RemovedKind.Leftovers, 1L), Of(done));
        Assert.Equal(
            ["imports/open/damaged.json"],
            (await UpdatePipeline.FilesAsync(pipeline.Work)).Keys.Where(path => path.StartsWith("imports/open/", StringComparison.Ordinal)));
    }

    private static (RemovedKind Kind, long Count)[] Of(MaintenanceState state) =>
        [.. state.Removed.Select(items => (items.Kind, items.Count))];

    private static async Task<UpdatePipeline> PipelineAsync(string place)
    {
        UpdatePipeline pipeline = new(place, singleSteps: 300);
        await pipeline.InitializeAsync();
        foreach (int number in Enumerable.Range(0, 2))
        {
            await ImportedObjectFiles.PutAsync(
                pipeline.Place, $"{number}", await ImportedObjectFiles.BuildAsync($"urn:{number}", versions: 2));
        }

        return pipeline;
    }

    private static Task<CrashException> StopAsync(UpdatePipeline pipeline, string after) => Assert.ThrowsAsync<CrashException>(
        () => pipeline.ImportAsync(
            ImportedObjectFiles.RequestOf(pipeline.Place),
            [],
            async (name, runAsync) =>
            {
                object? answer = await runAsync();
                return name == after ? throw new CrashException() : answer;
            }));
}
