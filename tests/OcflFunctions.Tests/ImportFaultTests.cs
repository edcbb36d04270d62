using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Imports;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>What imports do when something fails: a digest, a run that is late, a listing, a record.</summary>
public sealed class ImportFaultTests
{
    public static TheoryData<string> Kinds => ["Memory", "InPlace", "Local"];

    /// <summary>Several batches are copied side by side; a damaged file of one of them is not forgotten when others finish later.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_damaged_file_of_any_batch_keeps_the_object_out(int batch)
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        await pipeline.InitializeAsync();
        pipeline.Options.Updates.SliceFiles = 1;
        SortedDictionary<string, string> files = await ImportedObjectFiles.BuildAsync("urn:x", versions: 2);
        string damaged = files.Keys.Where(path => path.Contains("/content/", StringComparison.Ordinal)).ElementAt(batch);
        files[damaged] = new string('?', files[damaged].Length);
        await ImportedObjectFiles.PutAsync(pipeline.Place, "x", files);

        ImportResult result = await pipeline.ImportAsync(
            ImportedObjectFiles.RequestOf(pipeline.Place), [], settings: new ImportSettings { SliceWindow = 100 });

        Assert.Equal((0L, 1L), (result.Imported, result.Invalid));
        Assert.Empty((await StorageRoot.OpenAsync(pipeline.Root)).ListObjectsWithRemainsAsync().ToBlockingEnumerable());
    }

    /// <summary>
    /// A run of an activity is held at each of its changes; another run does its work, and the import ends. The first must not remove
    /// what is part of the object by then.
    /// </summary>
    [Theory]
    [InlineData("InPlace", nameof(CopyImport), 600)]
    [InlineData("InPlace", nameof(CopyImport), 1_000_000)]
    [InlineData("Local", nameof(CopyImport), 1_000_000)]
    [InlineData("InPlace", nameof(PublishImport), 1_000_000)]
    [InlineData("Local", nameof(PublishImport), 1_000_000)]
    public async Task A_run_that_goes_on_after_the_end_of_its_import_changes_nothing(string kind, string activity, long rangeBytes)
    {
        SortedDictionary<string, string> files = await ImportedObjectFiles.BuildAsync("urn:x", versions: 2);
        bool wasHeld = true;
        for (int before = 0; wasHeld; before++)
        {
            Assert.True(before < 100);
            HeldStorage.Hold hold = new(before);
            await using UpdatePipeline pipeline = new(kind, singleSteps: 300, storage => new HeldStorage(storage));
            await pipeline.InitializeAsync();
            pipeline.Options.Updates.RangeBytes = rangeBytes;
            await ImportedObjectFiles.PutAsync(pipeline.Place, "x", files);
            Task? late = null;

            ImportResult result = await pipeline.ImportAsync(
                ImportedObjectFiles.RequestOf(pipeline.Place),
                [],
                async (name, runAsync) =>
                {
                    if (name == activity && late is null)
                    {
                        late = Task.Run(() => HeldStorage.RunAsync(hold, runAsync));
                        await Task.WhenAny(late, hold.Held);
                    }

                    return await runAsync();
                });

            wasHeld = hold.Held.IsCompleted;
            hold.Let();

            // It may fail; it must change nothing.
            await Task.WhenAny(late!).WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Equal((ImportOutcome.Complete, 1L), (result.Outcome, result.Imported));
            string objectRoot = (await pipeline.ReadImportedAsync())[0].ObjectRoot!;
            Assert.Equal(files, await ImportedObjectFiles.ReadAsync(pipeline.Root, objectRoot));
            Assert.True((await new Validator(pipeline.Root).ValidateObjectAsync(objectRoot)).IsValid);
            await ImportedObjectFiles.RequireNothingLeftAsync(pipeline.Place);
        }
    }

    /// <summary>Decision 69: an import that has failed is not continued but requested again, which imports only what is missing.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_same_import_after_one_that_failed_copies_only_what_is_missing(string kind)
    {
        await using UpdatePipeline pipeline = new(kind, singleSteps: 300);
        await pipeline.InitializeAsync();
        foreach (int number in Enumerable.Range(0, 5))
        {
            await ImportedObjectFiles.PutAsync(
                pipeline.Place, $"{number}", await ImportedObjectFiles.BuildAsync($"urn:{number}", versions: 1));
        }

        ImportSettings settings = new() { PageObjects = 2, Window = 2 };
        ImportRequest request = ImportedObjectFiles.RequestOf(pipeline.Place);
        (int Pages, int Copies) first = default;
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => pipeline.ImportAsync(
            request,
            [],
            (name, runAsync) =>
            {
                first.Copies += name == nameof(CopyImport) ? 1 : 0;
                return name == nameof(ListImport) && ++first.Pages == 2
                    ? throw new StorageException("The share is not there.")
                    : runAsync();
            },
            settings,
            "failed"));
        Assert.Equal("The share is not there.", failure.FailureDetails.ErrorMessage);
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(pipeline.Root);
        int copies = 0;

        ImportResult result = await pipeline.ImportAsync(
            request,
            [],
            (name, runAsync) =>
            {
                copies += name == nameof(CopyImport) ? 1 : 0;
                return runAsync();
            },
            settings,
            "again");

        Assert.Equal((ImportOutcome.Complete, 3L, 2L), (result.Outcome, result.Imported, result.Unchanged));
        Assert.Equal((first.Copies / 2 * 5, first.Copies / 2 * 3), (first.Copies + copies, copies));
        SortedDictionary<string, string> after = await ObjectSnapshot.TakeAsync(pipeline.Root);
        Assert.All(before, file => Assert.Equal(file.Value, after[file.Key]));
        await ImportedObjectFiles.RequireNothingLeftAsync(pipeline.Place);
    }

    [Fact]
    public async Task The_search_of_an_id_passes_over_inventories_that_are_too_long()
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        await pipeline.InitializeAsync();
        SortedDictionary<string, string> large = await ImportedObjectFiles.BuildAsync("urn:large", versions: 3);
        await ImportedObjectFiles.PutAsync(pipeline.Place, "a", large);
        SortedDictionary<string, string> small = await ImportedObjectFiles.BuildAsync("urn:small", versions: 1);
        await ImportedObjectFiles.PutAsync(pipeline.Place, "b", small);
        pipeline.Options.Storage.MaxInventoryBytes = small["inventory.json"].Length;
        Assert.True(large["inventory.json"].Length > small["inventory.json"].Length);

        ImportResult result = await pipeline.ImportAsync(
            ImportedObjectFiles.RequestOf(pipeline.Place) with { Objects = ["urn:small", "urn:large"] }, []);

        Assert.Equal((1L, 1L), (result.Imported, result.NotFound));
    }

    /// <summary>A mark that cannot be read is left out, logged and counted; the others are swept.</summary>
    [Theory]
    [InlineData("imports/open")]
    [InlineData("purges/open")]
    public async Task One_record_that_cannot_be_read_does_not_stop_a_sweep(string folder)
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300) { AllowsPurge = true };
        using MeterRecorder meters = new(pipeline.Meters);
        await pipeline.InitializeAsync();
        await pipeline.Work.PutAsync($"{folder}/{new string('0', 64)}.json", "{");
        await ImportedObjectFiles.PutAsync(pipeline.Place, "x", await ImportedObjectFiles.BuildAsync("urn:x", versions: 1));
        await Assert.ThrowsAsync<CrashException>(() => pipeline.ImportAsync(
            ImportedObjectFiles.RequestOf(pipeline.Place),
            [],
            (name, runAsync) => name == nameof(PublishImport) ? throw new CrashException() : runAsync()));
        pipeline.SetImportStatus(UpdatePipeline.ImportId, nameof(ImportObjects), OrchestrationRuntimeStatus.Terminated);
        pipeline.SetImportStatus(
            UpdatePipeline.OwnerOfImport(0), nameof(ImportObject), OrchestrationRuntimeStatus.Terminated, new ObjectImportStatus("urn:x"));

        await pipeline.SweepImportsAsync();
        await pipeline.SweepPurgesAsync();
        await pipeline.SweepAsync();

        Assert.Empty(await pipeline.QueueAsync("urn:x"));
        string[] left = [.. (await ObjectSnapshot.TakeAsync(pipeline.Work)).Keys.Where(path =>
            path.StartsWith("imports/", StringComparison.Ordinal)
            && !path.StartsWith("imports/runs/", StringComparison.Ordinal))];
        Assert.Equal(folder == "imports/open" ? [$"{folder}/{new string('0', 64)}.json"] : [], left);
        Assert.Equal(1, meters.Sums[$"ocfl.work.unreadable folder={folder.Split('/')[0]}"]);
    }

    [Fact]
    public async Task One_queue_that_cannot_be_read_does_not_keep_others_from_being_released()
    {
        await using UpdatePipeline pipeline = new("Memory", singleSteps: 300);
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "1" });
        (string bad, UpdateInput badInput) = await pipeline.AcceptAsync(RequestOf(pipeline, "urn:bad"));
        await pipeline.Work.PutAsync(
            Assert.Single(
                (await ObjectSnapshot.TakeAsync(pipeline.Work)).Keys, path => path.StartsWith("claims/", StringComparison.Ordinal)),
            "{");
        (string good, UpdateInput goodInput) = await pipeline.AcceptAsync(RequestOf(pipeline, "urn:good"));
        pipeline.SetStatus(bad, OrchestrationRuntimeStatus.Terminated, badInput);
        pipeline.SetStatus(good, OrchestrationRuntimeStatus.Terminated, goodInput);

        await pipeline.SweepAsync();

        Assert.Empty(await pipeline.QueueAsync("urn:good"));
    }

    private static UpdateRequest RequestOf(UpdatePipeline pipeline, string objectId) => new()
    {
        ObjectId = objectId,
        Source = pipeline.Place.Source,
        Message = "m",
        User = new UpdateUser("Ada", "mailto:ada@example.org"),
    };
}
