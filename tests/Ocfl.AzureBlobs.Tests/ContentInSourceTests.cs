using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Testing.Azurite;
using Ocfl.Updates;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Content that goes from a local folder, or from blobs of the same account, straight into an object on blobs.</summary>
public sealed class ContentInSourceTests : IDisposable
{
    private const string Update = "update-1";
    private const string Content = UpdateScenario.ObjectRoot + "/v1/content/file";

    private readonly TemporaryFolder _folder = new();
    private readonly LocalStorage _local;

    public ContentInSourceTests() => _local = new(new LocalStorageOptions { Path = _folder["source"], Flush = false });

    public static TheoryData<string, int, Fault> LostAnswers()
    {
        TheoryData<string, int, Fault> data = [];
        foreach ((string kind, int length) in new[] { ("Put Blob", 100), ("Put Block", 5000), ("Put Block List", 5000) })
        {
            foreach (Fault fault in new[] { Fault.ResetBefore, Fault.ResetAfter, Fault.ErrorAfter, Fault.Error, Fault.Busy })
            {
                data.Add(kind, length, fault);
            }
        }

        return data;
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(100)]
    [InlineData(5000)]
    public async Task A_local_file_with_another_content_of_the_same_length_and_time_never_gets_the_name(int length)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        RequestCounter requests = new();
        AzureBlobStorage root = Root(container, requests);
        UpdatePlan plan = await PlanAsync(root, _local, length);
        string file = _folder[$"source/{Update}/0"];
        DateTime time = File.GetLastWriteTimeUtc(file);
        File.WriteAllText(file, new string('a', length - 1) + "b");
        File.SetLastWriteTimeUtc(file, time);
        ActivityExecutor executor = UpdateScenario.CreateExecutor(root, _local, Update);
        await ExecuteUntilCopyAsync(executor, plan);
        requests.Reset();

        await Assert.ThrowsAsync<ContentMismatchException>(() => executor.ExecuteAsync(plan, Copy(plan)));

        // A short file is not sent at all; a long one loses its last block, and is never put together.
        Assert.DoesNotContain("Put Blob", requests.Counts.Keys);
        Assert.DoesNotContain("Put Block List", requests.Counts.Keys);
        Assert.Null(await root.GetFileAsync(Content));
        Assert.Equal(RevertOutcome.Reverted, await executor.RevertAsync(plan));
        Assert.Empty(await root.ListAllAsync("", recursive: true));
    }

    [Theory]
    [InlineData("same length")]
    [InlineData("gone")]
    public async Task A_blob_that_changed_since_it_was_hashed_is_not_copied(string change)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage root = Root(container);
        AzureBlobStorage source = new(container.Options() with { Prefix = "source" });
        UpdatePlan plan = await PlanAsync(root, source, 100);
        await source.PutAsync("another", "still there");
        Task changing = change == "gone" ? source.DeleteAsync($"{Update}/0") : source.PutAsync($"{Update}/0", new string('b', 100));
        await changing;
        ActivityExecutor executor = UpdateScenario.CreateExecutor(root, source, Update);
        await ExecuteUntilCopyAsync(executor, plan);

        ContentMismatchException failure = await Assert.ThrowsAsync<ContentMismatchException>(
            () => executor.ExecuteAsync(plan, Copy(plan)));

        Assert.Contains($"{Update}/0", failure.Message, StringComparison.Ordinal);
        Assert.Null(await root.GetFileAsync(Content));
    }

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task An_upload_whose_answer_was_lost_is_known_as_one_s_own(string kind, int length, Fault fault)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        ScriptedFaults faults = new();
        AzureBlobStorage root = Root(container, faults);
        UpdatePlan plan = await PlanAsync(root, _local, length);
        ActivityExecutor executor = UpdateScenario.CreateExecutor(root, _local, Update);
        await ExecuteUntilCopyAsync(executor, plan);
        faults.Enqueue(kind, fault);

        Assert.Equal(ActivityOutcome.Done, (await executor.ExecuteAsync(plan, Copy(plan))).Outcome);

        Assert.Equal(0, faults.Left);
        Assert.Equal(new string('a', length), await root.GetAsync(Content));
        await UpdateScenario.RunAsync(plan, root, _local, Update);
        await ObjectHistory.AssertValidAsync(root, UpdateScenario.ObjectRoot);
    }

    [Fact]
    public async Task An_interrupted_upload_goes_on_from_the_blocks_that_are_there()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        ScriptedFaults faults = new();
        RequestCounter requests = new();
        AzureBlobStorage root = new(
            container.Options(requests, faults) with { Prefix = "root", BlockSize = 1000, BlocksAtOnce = 1, ResumeFrom = 0 });
        UpdatePlan plan = await PlanAsync(root, _local, 20_000);
        ActivityExecutor executor = UpdateScenario.CreateExecutor(root, _local, Update);
        await ExecuteUntilCopyAsync(executor, plan);
        faults.Enqueue("Put Block", [.. Enumerable.Repeat(Fault.None, 12), .. Enumerable.Repeat(Fault.Busy, 6)]);

        StorageException failure = await Assert.ThrowsAsync<StorageException>(() => executor.ExecuteAsync(plan, Copy(plan)));
        Assert.Contains("busy", failure.Message, StringComparison.Ordinal);
        Assert.Null(await root.GetFileAsync(Content));
        requests.Reset();
        await UpdateScenario.CreateExecutor(root, _local, Update).ExecuteAsync(plan, Copy(plan));

        Assert.Equal(8, requests.Counts["Put Block"]);
        Assert.Equal(new string('a', 20_000), await root.GetAsync(Content));
    }

    private static OcflActivity Copy(UpdatePlan plan) => plan.Activities.Single(activity => activity.Kind == OcflActivityKind.CopyContent);

    private static async Task ExecuteUntilCopyAsync(ActivityExecutor executor, UpdatePlan plan)
    {
        foreach (OcflActivity activity in plan.Activities.TakeWhile(activity => activity.Kind != OcflActivityKind.CopyContent))
        {
            await executor.ExecuteAsync(plan, activity);
        }
    }

    private static Task<UpdatePlan> PlanAsync(IStorage root, IStorage source, int length) =>
        UpdateScenario.PlanAsync(
            root, source, Update, UpdateScenario.Files(("file", new string('a', length))), SpecificationVersion.V11, inSource: true);

    private static AzureBlobStorage Root(TestContainer container, params DelegatingHandler[] handlers) =>
        new(container.Options(handlers) with { Prefix = "root", BlockSize = 1000 });
}
