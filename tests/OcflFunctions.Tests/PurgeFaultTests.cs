using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using OcflFunctions.Hosting;
using OcflFunctions.Purges;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>A purge that ends early, whose activities run late, or beside which another process writes.</summary>
public sealed class PurgeFaultTests
{
    private const string Record = "purges/done/purge/record.json";

    [Theory]
    [InlineData("Memory")]
    [InlineData("InPlace")]
    [InlineData("Local")]
    public async Task A_late_run_of_a_purge_that_was_withdrawn_removes_nothing(string kind)
    {
        await using UpdatePipeline pipeline = new(kind, singleSteps: 300) { AllowsPurge = true };
        await PurgeTests.UpdateAsync(pipeline, "1");
        Func<Task<object?>> hideAsync = await DieAtAsync(pipeline, nameof(HideObject));
        Terminate(pipeline);
        await pipeline.SweepPurgesAsync();
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(pipeline.Root);
        SortedDictionary<string, string> work = await ObjectSnapshot.TakeAsync(pipeline.Work);

        await Assert.ThrowsAsync<ObjectConflictException>(hideAsync);

        Assert.NotNull(await FindAsync(pipeline));
        Assert.Equal(before, await ObjectSnapshot.TakeAsync(pipeline.Root));
        Assert.Equal(work, await ObjectSnapshot.TakeAsync(pipeline.Work));
    }

    [Theory]
    [InlineData("Memory")]
    [InlineData("InPlace")]
    [InlineData("Local")]
    public async Task A_purge_that_is_withdrawn_while_it_hides_the_object_is_completed(string kind)
    {
        IStorage? work = null;
        int? reads = null;

        // What a sweep does between the activity's first look at the record and its last.
        async Task WithdrawAsync(string path)
        {
            if (path == Record && ++reads == 2)
            {
                await work!.DeleteAsync(Record);
                await foreach (StorageEntry entry in work.ListAsync("purges/open", recursive: true))
                {
                    await work.DeleteAsync(entry.Path);
                }
            }
        }

        await using UpdatePipeline pipeline = new(kind, singleSteps: 300, storage => new WatchedStorage(storage, WithdrawAsync))
        {
            AllowsPurge = true,
        };
        work = pipeline.Work;
        await PurgeTests.UpdateAsync(pipeline, "1");
        Func<Task<object?>> hideAsync = await DieAtAsync(pipeline, nameof(HideObject));
        reads = 0;
        await hideAsync();
        reads = null;
        Assert.Null(await FindAsync(pipeline));

        Terminate(pipeline);
        await pipeline.SweepPurgesAsync();

        Assert.NotNull((await pipeline.RecordAsync("purge"))?.CompletedAt);
        Assert.Empty(await pipeline.Root.ListAllAsync(await ObjectRootAsync(pipeline), recursive: true));
        Assert.Empty(await pipeline.QueueAsync("urn:x"));
    }

    [Fact]
    public async Task A_purge_that_the_engine_does_not_know_is_completed_after_a_day()
    {
        await using UpdatePipeline pipeline = new("InPlace", singleSteps: 300) { AllowsPurge = true };
        await PurgeTests.UpdateAsync(pipeline, "1");
        await DieAtAsync(pipeline, nameof(ListRemains));
        pipeline.Client.Instances.RemoveAll(instance => instance.InstanceId == "purge");

        await pipeline.SweepPurgesAsync();
        Assert.Null((await pipeline.RecordAsync("purge"))!.CompletedAt);

        pipeline.Time.Advance(SweepLeftovers.UnknownTime + TimeSpan.FromMinutes(1));
        await pipeline.SweepPurgesAsync();
        Assert.NotNull((await pipeline.RecordAsync("purge"))!.CompletedAt);
    }

    [Fact]
    public async Task A_mark_that_cannot_be_read_does_not_keep_other_purges_from_being_completed()
    {
        await using UpdatePipeline pipeline = new("InPlace", singleSteps: 300) { AllowsPurge = true };
        await PurgeTests.UpdateAsync(pipeline, "1");
        await DieAtAsync(pipeline, nameof(ListRemains));
        foreach (string name in (string[])["0", "~"])
        {
            await pipeline.Work.PutAsync("purges/open/" + name, "{");
        }

        Terminate(pipeline);
        await pipeline.SweepPurgesAsync();

        Assert.NotNull((await pipeline.RecordAsync("purge"))!.CompletedAt);
    }

    [Theory]
    [InlineData("InPlace")]
    [InlineData("Local")]
    public async Task An_update_completes_an_open_purge_also_where_purges_are_not_allowed_any_more(string kind)
    {
        await using UpdatePipeline pipeline = new(kind, singleSteps: 300) { AllowsPurge = true };
        await PurgeTests.UpdateAsync(pipeline, "1");
        await DieAtAsync(pipeline, nameof(ListRemains));
        Terminate(pipeline);
        pipeline.Options.Objects.AllowPurge = false;

        await PurgeTests.UpdateAsync(pipeline, "2");

        Assert.NotNull((await pipeline.RecordAsync("purge"))!.CompletedAt);
        Assert.Equal("v1", (await FindAsync(pipeline))!.Inventory.Head.ToString());
    }

    [Fact]
    public async Task A_purge_is_not_completed_while_files_are_left()
    {
        await using UpdatePipeline pipeline = new("InPlace", singleSteps: 300) { AllowsPurge = true };
        await PurgeTests.UpdateAsync(pipeline, "1");
        string stray = StoragePath.Combine(await ObjectRootAsync(pipeline), "stray");

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => pipeline.PurgeAsync(
            PurgeTests.Request, [], deliverAsync: async (name, runAsync) =>
            {
                object? answer = await runAsync();
                if (name is nameof(ListRemains) or nameof(DeleteRemains))
                {
                    await pipeline.Root.PutAsync(stray, Guid.NewGuid().ToString());
                }

                return answer;
            }));

        Assert.Equal(typeof(StorageException).FullName, failure.FailureDetails.ErrorType);
        Assert.Null((await pipeline.RecordAsync("purge"))!.CompletedAt);

        pipeline.SetPurgeStatus("purge", OrchestrationRuntimeStatus.Failed, new PurgeInput(PurgeTests.Request, new UpdateSettings()));
        await pipeline.SweepPurgesAsync();
        Assert.NotNull((await pipeline.RecordAsync("purge"))!.CompletedAt);
        Assert.Null(await pipeline.Root.GetFileAsync(stray));
    }

    [Fact]
    public async Task A_batch_of_a_purge_that_is_completed_is_not_deleted()
    {
        await using UpdatePipeline pipeline = new("InPlace", singleSteps: 300) { AllowsPurge = true };
        await PurgeTests.UpdateAsync(pipeline, "1");
        Func<Task<object?>> deleteAsync = await DieAtAsync(pipeline, nameof(DeleteRemains));
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(pipeline.Root);
        await pipeline.Work.PutAsync("purges/done/purge/completed.json", """{"completedAt": "2026-01-01T00:00:00Z"}""");

        await deleteAsync();

        Assert.Equal(before, await ObjectSnapshot.TakeAsync(pipeline.Root));
    }

    [Fact]
    public async Task A_sidecar_that_another_process_writes_while_the_object_is_hidden_is_deleted_later()
    {
        IStorage? root = null;
        string? sidecar = null;
        async Task WriteAsync(string path)
        {
            if (path == sidecar)
            {
                sidecar = null;
                await root!.PutAsync(path, "another");
            }
        }

        await using UpdatePipeline pipeline = new(
            "InPlace", singleSteps: 300, storage => new WatchedStorage(storage, _ => Task.CompletedTask, onDeleteAsync: WriteAsync))
        {
            AllowsPurge = true,
        };
        root = pipeline.Root;
        await PurgeTests.UpdateAsync(pipeline, "1");
        sidecar = StoragePath.Combine(await ObjectRootAsync(pipeline), "inventory.json.sha512");

        Assert.NotNull((await pipeline.PurgeAsync(PurgeTests.Request, [])).CompletedAt);
        Assert.Null(sidecar);
        Assert.Empty(await pipeline.Root.ListAllAsync(await ObjectRootAsync(pipeline), recursive: true));
    }

    [Fact]
    public async Task The_mark_of_another_purge_stays()
    {
        const string other = """{"purgeId":"other","objectId":"urn:x"}""";
        IStorage? work = null;
        string? mark = null;
        async Task MarkAsync(string path)
        {
            if (path.StartsWith("purges/open/", StringComparison.Ordinal))
            {
                mark = path;
                await work!.PutAsync(path, other);
            }
        }

        await using UpdatePipeline pipeline = new(
            "InPlace", singleSteps: 300, storage => new WatchedStorage(storage, _ => Task.CompletedTask, onDeleteAsync: MarkAsync))
        {
            AllowsPurge = true,
        };
        work = pipeline.Work;
        await PurgeTests.UpdateAsync(pipeline, "1");

        await pipeline.PurgeAsync(PurgeTests.Request, []);

        Assert.Equal(other, (await ObjectSnapshot.TakeAsync(work))[mark!]);
    }

    /// <summary>Runs a purge until an activity, and returns what runs that.</summary>
    private static async Task<Func<Task<object?>>> DieAtAsync(UpdatePipeline pipeline, string activity)
    {
        Func<Task<object?>>? found = null;
        await Assert.ThrowsAsync<CrashException>(() => pipeline.PurgeAsync(PurgeTests.Request, [], deliverAsync: (name, runAsync) =>
        {
            if (name != activity)
            {
                return runAsync();
            }

            found = runAsync;
            throw new CrashException();
        }));
        return found!;
    }

    private static void Terminate(UpdatePipeline pipeline) => pipeline.SetPurgeStatus(
        "purge", OrchestrationRuntimeStatus.Terminated, new PurgeInput(PurgeTests.Request, new UpdateSettings()));

    private static async Task<string> ObjectRootAsync(UpdatePipeline pipeline) =>
        (await StorageRoot.OpenAsync(pipeline.Root)).GetObjectRoot("urn:x");

    private static async Task<OcflObject?> FindAsync(UpdatePipeline pipeline) =>
        await (await StorageRoot.OpenAsync(pipeline.Root)).OpenObjectAsync("urn:x");
}
