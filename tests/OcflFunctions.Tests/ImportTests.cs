using Microsoft.DurableTask;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Imports;
using Xunit.Abstractions;

namespace OcflFunctions.Tests;

/// <summary>What imports do with objects of every kind, and what late runs of their activities find.</summary>
public sealed class ImportTests(ITestOutputHelper output)
{
    public static TheoryData<string> Kinds => ["Memory", "InPlace", "Local"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_same_import_again_changes_nothing(string kind)
    {
        await using UpdatePipeline pipeline = new(kind, singleSteps: 300);
        await pipeline.InitializeAsync();
        await ImportedObjectFiles.PutAsync(pipeline.Place, "one", await ImportedObjectFiles.BuildAsync("urn:1", versions: 1));
        await ImportedObjectFiles.PutAsync(pipeline.Place, "more/two", await ImportedObjectFiles.BuildAsync("urn:2", versions: 3));
        ImportRequest request = ImportedObjectFiles.RequestOf(pipeline.Place);

        ImportResult first = await pipeline.ImportAsync(request, []);
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(pipeline.Root);
        ImportResult second = await pipeline.ImportAsync(request, [], instanceId: "second");

        Assert.Equal((ImportOutcome.Complete, 2L, 0L), (first.Outcome, first.Imported, first.Unchanged));
        Assert.Equal((ImportOutcome.Complete, 0L, 2L), (second.Outcome, second.Imported, second.Unchanged));
        Assert.Equal(before, await ObjectSnapshot.TakeAsync(pipeline.Root));
        await ImportedObjectFiles.RequireNothingLeftAsync(pipeline.Place);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_object_has_its_outcome_and_a_bad_one_does_not_stop_the_others(string kind)
    {
        await using UpdatePipeline pipeline = new(kind, singleSteps: 300);
        await pipeline.InitializeAsync();
        SortedDictionary<string, string> taken = await ImportedObjectFiles.BuildAsync("urn:taken", versions: 1);
        await ImportedObjectFiles.PutAsync(pipeline.Place, "first", taken);
        await pipeline.ImportAsync(ImportedObjectFiles.RequestOf(pipeline.Place), [], instanceId: "before");
        SortedDictionary<string, string> damaged = await ImportedObjectFiles.BuildAsync("urn:damaged", versions: 2);
        damaged["v1/content/a"] = new string('?', damaged["v1/content/a"].Length);
        SortedDictionary<string, string> extra = await ImportedObjectFiles.BuildAsync("urn:extra", versions: 1);
        extra["v1/content/not-listed"] = "x";
        SortedDictionary<string, string> unreadable = await ImportedObjectFiles.BuildAsync("urn:unreadable", versions: 1);
        unreadable["inventory.json"] = "{";
        await ImportedObjectFiles.PutAsync(pipeline.Place, "b", damaged);
        await ImportedObjectFiles.PutAsync(pipeline.Place, "c", extra);
        await ImportedObjectFiles.PutAsync(pipeline.Place, "d", unreadable);
        await ImportedObjectFiles.PutAsync(pipeline.Place, "e", await ImportedObjectFiles.BuildAsync("urn:taken", versions: 2));
        await ImportedObjectFiles.PutAsync(pipeline.Place, "z", await ImportedObjectFiles.BuildAsync("urn:good", versions: 2));
        SortedDictionary<string, string> before = await ImportedObjectFiles.ReadAsync(
            pipeline.Root, await RootOfAsync(pipeline, "urn:taken"));

        ImportResult result = await pipeline.ImportAsync(ImportedObjectFiles.RequestOf(pipeline.Place), []);

        Assert.Equal(ImportOutcome.Incomplete, result.Outcome);
        Assert.Equal(
            [
                "b Invalid", "c Invalid", "d Invalid", "e Conflict", "first Unchanged", "z Imported",
            ],
            (await pipeline.ReadImportedAsync(top: 2)).Select(done => $"{done.SourcePath} {done.Outcome}"));
        Assert.Equal((6L, 1L, 1L, 1L, 3L), (result.Objects, result.Imported, result.Unchanged, result.Conflicts, result.Invalid));
        Assert.Equal(["b", "c", "d", "e"], result.NotImported.Select(done => done.SourcePath));
        Assert.All(result.NotImported, done => Assert.NotNull(done.Reason));
        Assert.Equal(
            ["b E092 v1/content/a", "b E093 v1/content/a", "c E023 v1/content/not-listed"],
            (await pipeline.ReadImportFindingsAsync())
                .Where(finding => finding.ObjectRoot != "d" && finding.Severity == FindingSeverity.Error)
                .Select(finding => $"{finding.ObjectRoot} {finding.Code} {finding.Path}")
                .Order(StringComparer.Ordinal));
        Assert.Contains(await pipeline.ReadImportFindingsAsync(), finding => finding is { ObjectRoot: "d", Code: "E034" or "E033" });
        Assert.Equal(before, await ImportedObjectFiles.ReadAsync(pipeline.Root, await RootOfAsync(pipeline, "urn:taken")));
        await ImportedObjectFiles.RequireNothingLeftAsync(pipeline.Place);
        Assert.Equal(
            ["urn:good", "urn:taken"],
            (await StorageRoot.OpenAsync(pipeline.Root)).ListObjectsWithRemainsAsync().ToBlockingEnumerable()
                .Select(entry => entry.Id!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_source_that_changes_while_it_is_copied_is_not_imported(string kind)
    {
        foreach (string changed in (string[])["v1/content/a", "inventory.json"])
        {
            await using UpdatePipeline pipeline = new(kind, singleSteps: 300);
            await pipeline.InitializeAsync();
            await ImportedObjectFiles.PutAsync(pipeline.Place, "x", await ImportedObjectFiles.BuildAsync("urn:x", versions: 2));
            string when = changed == "inventory.json" ? nameof(PublishImport) : nameof(CopyImport);

            ImportResult result = await pipeline.ImportAsync(
                ImportedObjectFiles.RequestOf(pipeline.Place),
                [],
                async (name, runAsync) =>
                {
                    if (name == when)
                    {
                        await pipeline.Place.Files.PutAsync("x/" + changed, "something else, and longer");
                    }

                    return await runAsync();
                });

            Assert.Equal((1L, 0L), (result.Changed, result.Imported));
            Assert.Contains(changed, result.NotImported[0].Reason!, StringComparison.Ordinal);
            Assert.Empty((await StorageRoot.OpenAsync(pipeline.Root)).ListObjectsWithRemainsAsync().ToBlockingEnumerable());
            await ImportedObjectFiles.RequireNothingLeftAsync(pipeline.Place);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Only_the_ids_that_are_requested_are_imported(string kind)
    {
        await using UpdatePipeline pipeline = new(kind, singleSteps: 300);
        await pipeline.InitializeAsync();
        foreach (int number in Enumerable.Range(1, 4))
        {
            await ImportedObjectFiles.PutAsync(
                pipeline.Place, $"objects/{number}", await ImportedObjectFiles.BuildAsync($"urn:{number}", versions: 1));
        }

        ImportRequest request = ImportedObjectFiles.RequestOf(pipeline.Place) with { Objects = ["urn:3", "urn:none", "urn:1", "urn:3"] };
        ImportResult result = await pipeline.ImportAsync(request, []);

        Assert.Equal((2L, 1L), (result.Imported, result.NotFound));
        Assert.Equal(
            ["urn:3 Imported", "urn:none NotFound", "urn:1 Imported"],
            (await pipeline.ReadImportedAsync()).Select(done => $"{done.ObjectId} {done.Outcome}"));
    }

    [Fact]
    public async Task Pages_follow_each_other_in_several_runs()
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        await pipeline.InitializeAsync();
        foreach (int number in Enumerable.Range(0, 11))
        {
            await ImportedObjectFiles.PutAsync(
                pipeline.Place, $"{number:D2}/object", await ImportedObjectFiles.BuildAsync($"urn:{number}", versions: 1));
        }

        ImportSettings settings = new() { PageObjects = 2, PagesPerRun = 2, Window = 3 };
        ImportResult result = await pipeline.ImportAsync(ImportedObjectFiles.RequestOf(pipeline.Place), [], settings: settings);

        Assert.Equal((ImportOutcome.Complete, 11L), (result.Outcome, result.Imported));
        Assert.Equal(
            Enumerable.Range(0, 11).Select(number => $"urn:{number}"),
            (await pipeline.ReadImportedAsync(top: 3)).Select(done => done.ObjectId));
    }

    [Fact]
    public async Task It_stops_at_an_invalid_object_if_the_request_says_so()
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        await pipeline.InitializeAsync();
        await ImportedObjectFiles.PutAsync(pipeline.Place, "a", await ImportedObjectFiles.BuildAsync("urn:a", versions: 1));
        await ImportedObjectFiles.PutAsync(
            pipeline.Place, "b", new Dictionary<string, string> { ["0=ocfl_object_1.1"] = "ocfl_object_1.1\n" });
        await ImportedObjectFiles.PutAsync(pipeline.Place, "c", await ImportedObjectFiles.BuildAsync("urn:c", versions: 1));

        ImportResult result = await pipeline.ImportAsync(
            ImportedObjectFiles.RequestOf(pipeline.Place) with { OnInvalid = InvalidObjectAction.Stop }, []);

        Assert.Equal((ImportOutcome.Stopped, 2L, 1L, 1L), (result.Outcome, result.Objects, result.Imported, result.Invalid));
        Assert.Equal(["a", "b"], (await pipeline.ReadImportedAsync()).Select(done => done.SourcePath));
    }

    [Fact]
    public async Task An_object_of_a_newer_specification_or_without_a_place_is_refused()
    {
        await using PipelinePlace place = PipelinePlace.Create("Memory");
        await StorageRoot.InitializeAsync(place.Root, new StorageRootOptions
        {
            Specification = Ocfl.Inventories.SpecificationVersion.V10,
            Layout = Ocfl.Layouts.StorageLayouts.Default.Create("0002-flat-direct-storage-layout"),
        });
        await using UpdatePipeline pipeline = new(place, singleSteps: 300);
        await ImportedObjectFiles.PutAsync(place, "new", await ImportedObjectFiles.BuildAsync("urn-new", versions: 1));

        ImportResult result = await pipeline.ImportAsync(ImportedObjectFiles.RequestOf(place), []);

        Assert.Equal(1, result.Refused);
        Assert.Contains("declares OCFL 1.1, and the storage root declares 1.0", result.NotImported[0].Reason!, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Activities_that_run_twice_or_late_change_nothing(string kind)
    {
        await using UpdatePipeline pipeline = new(kind, singleSteps: 300);
        await pipeline.InitializeAsync();
        SortedDictionary<string, string> files = await ImportedObjectFiles.BuildAsync("urn:x", versions: 2);
        await ImportedObjectFiles.PutAsync(pipeline.Place, "x", files);
        List<Func<Task<object?>>> late = [];

        ImportResult result = await pipeline.ImportAsync(
            ImportedObjectFiles.RequestOf(pipeline.Place),
            [],
            async (name, runAsync) =>
            {
                late.Add(runAsync);
                Task<object?> first = runAsync();
                Task<object?> second = runAsync();
                await Task.WhenAll(first, second);
                return await runAsync();
            });
        foreach (Func<Task<object?>> runAsync in late)
        {
            // A late run may fail; it must leave nothing.
            await Task.WhenAny(runAsync());
        }

        Assert.Equal((ImportOutcome.Complete, 1L), (result.Outcome, result.Imported));
        Assert.Equal(files, await ImportedObjectFiles.ReadAsync(pipeline.Root, await RootOfAsync(pipeline, "urn:x")));
        await ImportedObjectFiles.RequireNothingLeftAsync(pipeline.Place);
    }

    [Theory]
    [InlineData("good-objects", "Local")]
    [InlineData("good-objects", "InPlace")]
    [InlineData("warn-objects", "Local")]
    [InlineData("warn-objects", "InPlace")]
    [InlineData("bad-objects", "Local")]
    [InlineData("bad-objects", "InPlace")]
    [Trait("Category", "Slow")]
    public async Task Official_objects_are_imported_as_they_are_or_refused(string objects, string kind)
    {
        if (OfficialFixtures.AreDispensedWith)
        {
            output.WriteLine("OCFL_FIXTURES=none: the official fixtures were not looked at.");
            return;
        }

        List<string> wrong = [];
        int count = 0;
        foreach (OfficialFixture fixture in OfficialFixtures.Of(objects))
        {
            count++;
            await using UpdatePipeline pipeline = new(kind, singleSteps: 300);
            await pipeline.InitializeAsync();
            pipeline.Options.Sources.AllowedPaths.Clear();
            pipeline.Options.Sources.AllowedPaths.Add(fixture.Folder);

            ImportRequest request = new() { Source = new ImportSource { Directory = fixture.Folder } };
            if (!Directory.EnumerateFileSystemEntries(fixture.Folder).Any(entry => Path.GetFileName(entry) != ".keep"))
            {
                TaskFailedException none = await Assert.ThrowsAsync<TaskFailedException>(() => pipeline.ImportAsync(request, []));
                Assert.Contains("There is no OCFL object in the source.", none.FailureDetails.ErrorMessage, StringComparison.Ordinal);
                continue;
            }

            ImportResult result = await pipeline.ImportAsync(request, []);
            string? fault = objects == "bad-objects"
                ? result.Imported == 0 && result.Invalid + result.Refused == 1 ? await FindRemainsAsync(pipeline)
                    : $"imported {result.Imported}, invalid {result.Invalid}"
                : result.Outcome != ImportOutcome.Complete ? result.NotImported[0].Reason
                : await DifferAsync(fixture, pipeline);
            await ImportedObjectFiles.RequireNothingLeftAsync(pipeline.Place);
            output.WriteLine($"{(fault is null ? "ok" : "WRONG")} {fixture.Version} {fixture.Name} "
                + string.Join(' ', result.NotImported.Select(done => $"{done.Outcome}: {done.Reason}")));
            if (fault is not null)
            {
                wrong.Add($"{fixture.Version} {fixture.Name}: {fault}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.NotEqual(0, count);
    }

    private static async Task<string?> FindRemainsAsync(UpdatePipeline pipeline) =>
        await (await StorageRoot.OpenAsync(pipeline.Root)).ListObjectsWithRemainsAsync().FirstOrDefaultAsync() is { } remains
            ? $"something is left at '{remains.Root}'"
            : null;

    private static async Task<string?> DifferAsync(OfficialFixture fixture, UpdatePipeline pipeline)
    {
        ImportedObject done = (await pipeline.ReadImportedAsync())[0];
        SortedDictionary<string, string> there = await ObjectSnapshot.TakeAsync(
            new LocalStorage(new LocalStorageOptions { Path = fixture.Folder }));
        SortedDictionary<string, string> here = await ImportedObjectFiles.ReadAsync(pipeline.Root, done.ObjectRoot!);
        return there.SequenceEqual(here) ? null : "it is not the same";
    }

    private static async Task<string> RootOfAsync(UpdatePipeline pipeline, string objectId) =>
        (await StorageRoot.OpenAsync(pipeline.Root)).GetObjectRoot(objectId);
}
