using Microsoft.DurableTask.Client;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;
using OcflFunctions.Validations;

namespace OcflFunctions.Tests;

/// <summary>The validation's orchestrator with the real activities.</summary>
public sealed class ValidationPipelineTests
{
    private const string Id = "urn:x";
    private static readonly ValidationInput All = new(
        new ValidationRequest(), new ValidationSettings { PageObjects = 3, SliceObjects = 2, PagesPerRun = 2, Window = 2 });
    private static readonly ValidationInput One = All with { Request = new ValidationRequest { ObjectId = Id } };

    public static TheoryData<string> Places => ["Memory", "InPlace", "Local"];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_root_has_exactly_the_findings_that_belong_to_it(string place)
    {
        await using UpdatePipeline pipeline = new(place, 300);
        await MakeAsync(pipeline, 8);
        string broken = await ObjectRootAsync(pipeline, "urn:x:3");
        string stray = broken[..broken.IndexOf('/', StringComparison.Ordinal)] + "/stray.txt";
        await pipeline.Root.PutAsync(broken + "/v1/content/a", "5-BYTE");
        await pipeline.Root.PutAsync(stray, "x");
        using MeterRecorder meters = new(pipeline.Meters);

        ValidationResult result = await pipeline.ValidateAsync(All);

        string[] expected = [$"Error E072   {stray} ", $"Error E084   {stray} ", $"Error E092 urn:x:3 {broken} v1/content/a v1"];
        Assert.Equal(
            (ValidationOutcome.Invalid, 8, 7, 1, 3, 0),
            (result.Outcome, (int)result.Objects, (int)result.Valid, (int)result.Invalid, (int)result.Errors, (int)result.Warnings));
        Assert.Equal(expected, (await pipeline.ReadReportAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(await pipeline.ReadReportAsync(), await pipeline.ReadReportAsync(top: 1));
        Assert.Equal(await pipeline.ReadReportAsync(), await pipeline.ReadReportAsync(top: 2));
        Assert.Equal([KeyValuePair.Create("ocfl.audit.findings severity=Error", 3.0)], meters.Sums);

        ValidationResult structure = await pipeline.ValidateAsync(
            All with { Request = new ValidationRequest { Content = false } }, instanceId: "structure");

        Assert.Equal((8, 0, 2), ((int)structure.Valid, (int)structure.Invalid, (int)structure.Errors));
        Assert.Equal(expected[..2], (await pipeline.ReadReportAsync()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("twice")]
    [InlineData("at once")]
    public async Task However_often_activities_run_the_report_is_the_same_and_counted_once(string delivery)
    {
        await using UpdatePipeline pipeline = new("InPlace", 300);
        await MakeAsync(pipeline, 5);
        string broken = await ObjectRootAsync(pipeline, "urn:x:1");
        await pipeline.Root.PutAsync(broken + "/v1/content/a", "other");
        await pipeline.Root.PutAsync(broken + "/extra", "x");
        await pipeline.Root.PutAsync("ocfl_layout.json", "{}");
        await pipeline.Root.PutAsync("0=ocfl_stray/x", "x");
        using MeterRecorder meters = new(pipeline.Meters);

        ValidationResult result = await pipeline.ValidateAsync(All, async (_, _, runAsync) => delivery == "twice"
            ? (await runAsync(), await runAsync()).Item2
            : (await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(runAsync))))[1]);

        IReadOnlyList<string> report = await pipeline.ReadReportAsync();
        Assert.Equal(
            ["Error E001", "Error E070", "Error E072", "Error E084", "Error E085", "Error E088", "Error E092"],
            report.Select(finding => finding[..10]).Order(StringComparer.Ordinal));
        Assert.StartsWith("Error E070", report[^1], StringComparison.Ordinal);
        Assert.Equal((5, 1, 7), ((int)result.Objects, (int)result.Invalid, (int)result.Errors));
        Assert.Equal(7, meters.Sums["ocfl.audit.findings severity=Error"]);
    }

    [Fact]
    public async Task A_run_that_died_before_its_part_was_kept_is_no_part_of_the_report()
    {
        await using UpdatePipeline pipeline = new("InPlace", 300);
        await MakeAsync(pipeline, 2);
        string broken = await ObjectRootAsync(pipeline, "urn:x:1");
        await pipeline.Root.PutAsync(broken + "/extra", "x");

        await pipeline.ValidateAsync(All);
        StorageEntry findings = Assert.Single(
            await pipeline.Work.ListAllAsync("validations", recursive: true),
            entry => entry.Path.Contains("/findings/", StringComparison.Ordinal));
        string died = findings.Path[..^"0.jsonl".Length] + "f.jsonl";
        died = died == findings.Path ? findings.Path[..^"f.jsonl".Length] + "0.jsonl" : died;
        await pipeline.Work.PutAsync(died, await pipeline.Work.GetAsync(findings.Path));

        Assert.Single(await pipeline.ReadReportAsync());
    }

    [Fact]
    public async Task An_object_is_run_anew_when_the_validation_starts_anew_under_its_id()
    {
        await using UpdatePipeline pipeline = new("InPlace", 300);
        await MakeAsync(pipeline, 1);
        await pipeline.ValidateAsync(All with { State = new ValidationState { StartedAt = DateTimeOffset.UnixEpoch } });
        await pipeline.Root.PutAsync(await ObjectRootAsync(pipeline, "urn:x:0") + "/extra", "x");

        ValidationResult again = await pipeline.ValidateAsync(All);

        Assert.Equal(1, again.Invalid);
    }

    [Fact]
    public async Task An_object_whose_storage_fails_is_told_of_and_not_called_valid()
    {
        string? failing = null;
        await using UpdatePipeline pipeline = new("InPlace", 300, storage => new WatchedStorage(storage, path =>
            failing is not null && path.StartsWith(failing, StringComparison.Ordinal)
                ? throw new StorageException("The disk is gone.")
                : Task.CompletedTask));
        await MakeAsync(pipeline, 4);
        failing = await ObjectRootAsync(pipeline, "urn:x:2");

        ValidationResult result = await pipeline.ValidateAsync(All);

        Assert.Equal(
            (ValidationOutcome.Incomplete, 4, 3, 1, 0),
            (result.Outcome, (int)result.Objects, (int)result.Valid, (int)result.Unverified, (int)result.Errors));
        Assert.Equal(
            ((string[])["0=ocfl_object_1.1", "inventory.json", "v1/inventory.json"]).Select(path => $"Unchecked U001  {failing} {path} "),
            await pipeline.ReadReportAsync());
        Assert.Equal(ValidationOutcome.Valid, result.RootOutcome);
    }

    [Theory]
    [InlineData("lost+found", Closing.Listing, true)]
    [InlineData("lost+found", Closing.Entry, true)]
    [InlineData("v1/content/a", Closing.Reading, false)]
    [InlineData("v1/content", Closing.Listing, false)]
    [InlineData("v1/content/a", Closing.Entry, false)]
    public async Task What_cannot_be_looked_at_is_reported_at_its_place_and_hides_nothing_else(
        string closed, Closing closing, bool isOfRoot)
    {
        List<ClosedStorage> storages = [];
        await using UpdatePipeline pipeline = new("InPlace", 300, storage =>
        {
            storages.Add(new ClosedStorage(storage, null, closing));
            return storages[^1];
        });
        await MakeAsync(pipeline, 7);
        if (isOfRoot)
        {
            await pipeline.Root.PutAsync("lost+found/x/y", "x");
        }

        string objectRoot = await ObjectRootAsync(pipeline, "urn:x:2");
        string broken = await ObjectRootAsync(pipeline, "urn:x:5");
        await pipeline.Root.PutAsync(broken + "/v1/content/a", "5-BYTE");
        storages.ForEach(storage => storage.Closed = isOfRoot ? closed : objectRoot + "/" + closed);

        ValidationResult result = await pipeline.ValidateAsync(All);

        string unread = isOfRoot ? $"Unchecked U001   {closed} " : $"Unchecked U001 urn:x:2 {objectRoot} {closed} ";
        Assert.Equal(
            [$"Error E092 urn:x:5 {broken} v1/content/a v1", unread], (await pipeline.ReadReportAsync()).Order(StringComparer.Ordinal));
        Assert.Equal((ValidationOutcome.Incomplete, isOfRoot
            ? ValidationOutcome.Incomplete
            : ValidationOutcome.Valid), (result.Outcome, result.RootOutcome));
        Assert.Equal((7, isOfRoot
            ? 6
            : 5, 1, isOfRoot ? 0 : 1), ((int)result.Objects, (int)result.Valid, (int)result.Invalid, (int)result.Unverified));
    }

    [Fact]
    public async Task An_object_whose_inventory_is_too_large_is_reported_and_not_called_valid()
    {
        await using UpdatePipeline pipeline = new("InPlace", 300);
        await MakeAsync(pipeline, 1);
        pipeline.Options.Storage.MaxInventoryBytes = 10;

        ValidationResult result = await pipeline.ValidateAsync(All);

        Assert.Equal((ValidationOutcome.Incomplete, 1), (result.Outcome, (int)result.Unverified));
        Assert.Equal([$"Error S001  {await ObjectRootAsync(pipeline, "urn:x:0")}  "], await pipeline.ReadReportAsync());
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task An_update_that_commits_while_its_object_is_validated_is_no_finding(string place)
    {
        Func<string, Task> onOpenAsync = _ => Task.CompletedTask;
        await using UpdatePipeline pipeline = new(place, 300, storage => new WatchedStorage(storage, path => onOpenAsync(path)));
        await pipeline.Place.Files.PutAsync("a", "first");
        await UpdateAsync(pipeline, "v1");
        await pipeline.Place.Files.PutAsync("a", "second");
        string objectRoot = await ObjectRootAsync(pipeline, Id);
        int commits = 0;
        onOpenAsync = async path =>
        {
            // The validator has listed the object, and now reads an inventory that knows one version more.
            if (path == objectRoot + "/inventory.json" && commits++ == 0)
            {
                await UpdateAsync(pipeline, "v2");
            }
        };

        ValidationResult result = await pipeline.ValidateAsync(One);

        Assert.Empty(await pipeline.ReadReportAsync());
        Assert.Equal((ValidationOutcome.Valid, 1), (result.Outcome, (int)result.Valid));
        Assert.NotNull(await pipeline.Root.GetFileAsync(objectRoot + "/v2/inventory.json"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_update_under_way_has_in_an_object_is_no_finding_about_it(bool isNew)
    {
        await using UpdatePipeline pipeline = new("InPlace", 300);
        await pipeline.Place.Files.PutAsync("a", "first");
        if (!isNew)
        {
            await UpdateAsync(pipeline, "v1");
            await pipeline.Place.Files.PutAsync("a", "second");
        }

        // All but the commit: then the engine takes its time.
        int steps = 0;
        await Assert.ThrowsAsync<CrashException>(() => UpdateAsync(pipeline, "busy", (name, input, runAsync) =>
            name == "ExecuteOcflActivity" && ((ExecuteInput)input!).Name == "write inventory.json" && steps++ == 0
                ? throw new CrashException()
                : runAsync()));
        ValidationResult busy = await pipeline.ValidateAsync(All);

        string objectRoot = await ObjectRootAsync(pipeline, Id);
        Assert.Equal([$"Warning S001  {objectRoot}  "], await pipeline.ReadReportAsync());
        Assert.Equal((ValidationOutcome.Incomplete, 1), (busy.Outcome, (int)busy.Unverified));

        // The same, when nobody is at work any more: it is what somebody has left.
        pipeline.Client.Instances.RemoveAll(instance => instance.InstanceId == "busy");
        ValidationResult left = await pipeline.ValidateAsync(All, instanceId: "later");

        Assert.Equal((ValidationOutcome.Invalid, 1), (left.Outcome, (int)left.Invalid));
        Assert.Contains(
            await pipeline.ReadReportAsync(), finding => finding.StartsWith(isNew ? "Error E063" : "Error E046", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_id_that_comes_twice_is_found_across_slices()
    {
        await using UpdatePipeline pipeline = new("InPlace", 300);
        await MakeAsync(pipeline, 8);
        string objectRoot = await ObjectRootAsync(pipeline, "urn:x:5");
        foreach (StorageEntry entry in await pipeline.Root.ListAllAsync(objectRoot, recursive: true))
        {
            await pipeline.Root.PutAsync("0/0/" + entry.Path[(objectRoot.Length + 1)..], await pipeline.Root.GetAsync(entry.Path));
        }

        ValidationResult result = await pipeline.ValidateAsync(All);

        Assert.Equal(
            ["Error E037   0/0 ", "Error E083 urn:x:5 0/0  ", "Warning W014   ocfl_layout.json "],
            (await pipeline.ReadReportAsync()).Order(StringComparer.Ordinal));
        Assert.Equal((9, 8, 1), ((int)result.Objects, (int)result.Placed, (int)result.Misplaced));
    }

    [Fact]
    public async Task Findings_about_many_files_are_read_in_pages()
    {
        await using UpdatePipeline pipeline = new("InPlace", 300);
        await MakeAsync(pipeline, 1);
        for (int i = 0; i < 3000; i++)
        {
            await pipeline.Root.PutAsync($"zz/stray-{i:D4}", "x");
        }

        ValidationResult result = await pipeline.ValidateAsync(All);

        Assert.Equal(6002, result.Errors);
        Assert.Equal(await pipeline.ReadReportAsync(top: 7000), await pipeline.ReadReportAsync(top: 499));
    }

    [Fact]
    public async Task An_object_that_is_not_there_fails_the_validation()
    {
        await using UpdatePipeline pipeline = new("Memory", 300);
        await MakeAsync(pipeline, 1);

        Microsoft.DurableTask.TaskFailedException failure = await Assert.ThrowsAsync<Microsoft.DurableTask.TaskFailedException>(
            () => pipeline.ValidateAsync(All with { Request = new ValidationRequest { ObjectId = "urn:nothing" } }));

        Assert.EndsWith("ObjectNotFoundException", failure.FailureDetails.ErrorType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_without_its_inventory_is_found_by_its_id()
    {
        await using UpdatePipeline pipeline = new("InPlace", 300);
        await MakeAsync(pipeline, 1);
        string objectRoot = await ObjectRootAsync(pipeline, "urn:x:0");
        await pipeline.Root.DeleteAsync(objectRoot + "/inventory.json");

        ValidationResult result = await pipeline.ValidateAsync(All with { Request = new ValidationRequest { ObjectId = "urn:x:0" } });

        Assert.Equal(1, result.Invalid);
        Assert.Contains($"Error E063  {objectRoot}  ", await pipeline.ReadReportAsync());
    }

    private static async Task MakeAsync(UpdatePipeline pipeline, int count)
    {
        await pipeline.Place.Files.PutAsync("a", "5-byte");
        for (int i = 0; i < count; i++)
        {
            await UpdateAsync(pipeline, $"make-{i}", objectId: $"urn:x:{i}");
        }
    }

    private static async Task UpdateAsync(
        UpdatePipeline pipeline,
        string instanceId,
        Func<string, object?, Func<Task<object?>>, Task<object?>>? deliverAsync = null,
        string objectId = Id)
    {
        UpdateRequest request = new()
        {
            ObjectId = objectId,
            Source = pipeline.Place.Source,
            Message = "m",
            User = new UpdateUser("Ada", "mailto:ada@example.org"),
        };
        await pipeline.RunAsync(request, deliverAsync ?? ((_, _, runAsync) => runAsync()), instanceId);
        pipeline.Client.Instances.RemoveAll(instance => instance.InstanceId == instanceId);
        pipeline.Client.Instances.Add(
            new OrchestrationMetadata("UpdateObject", instanceId) { RuntimeStatus = OrchestrationRuntimeStatus.Completed });
    }

    private static async Task<string> ObjectRootAsync(UpdatePipeline pipeline, string objectId) =>
        (await StorageRoot.OpenAsync(pipeline.Root)).GetObjectRoot(objectId);
}
