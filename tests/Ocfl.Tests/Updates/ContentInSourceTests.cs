using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

/// <summary>Content that is left in a local folder until it is copied into a storage that writes in place.</summary>
public sealed class ContentInSourceTests : IDisposable
{
    private const string Content = UpdateScenario.ObjectRoot + "/v1/content/file";

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStorage _root = new(writesInPlace: true);
    private readonly LocalStorage _source;

    public ContentInSourceTests() => _source = new(new LocalStorageOptions { Path = _folder["source"] });

    public static TheoryData<string> Changes => ["same length and time", "longer", "shorter", "gone", "touched"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_changed_since_it_was_hashed_is_not_copied(string change)
    {
        UpdatePlan plan = await PlanAsync("hello");
        Change(change);

        ContentMismatchException failure = await Assert.ThrowsAsync<ContentMismatchException>(
            () => UpdateScenario.RunAsync(plan, _root, _source, "update-1"));

        Assert.Contains("update-1/0", failure.Message, StringComparison.Ordinal);
        Assert.Null(await _root.GetFileAsync(Content));
        Assert.Equal(RevertOutcome.Reverted, await UpdateScenario.CreateExecutor(_root, _source, "update-1").RevertAsync(plan));
        Assert.Empty(await _root.ListAllAsync("", recursive: true));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_changes_after_it_was_copied_does_not_matter(string change)
    {
        UpdatePlan plan = await PlanAsync("hello");
        OcflActivity copy = plan.Activities.Single(activity => activity.Kind == OcflActivityKind.CopyContent);
        ActivityExecutor executor = UpdateScenario.CreateExecutor(_root, _source, "update-1");
        foreach (OcflActivity activity in plan.Activities.Take(copy.Index + 1))
        {
            await executor.ExecuteAsync(plan, activity);
        }

        Change(change);

        Assert.Equal(ActivityOutcome.AlreadyDone, (await executor.ExecuteAsync(plan, copy)).Outcome);
        await UpdateScenario.RunAsync(plan, _root, _source, "update-1");
        Assert.Equal("hello", await _root.GetAsync(Content));
    }

    [Fact]
    public async Task A_source_that_has_nothing_left_may_come_back()
    {
        UpdatePlan plan = await PlanAsync("hello");
        ActivityExecutor executor = UpdateScenario.CreateExecutor(_root, _source, "update-1");
        Directory.Move(_folder["source"], _folder["away"]);

        StorageException failure = await Assert.ThrowsAsync<StorageException>(() => RunAsync(executor, plan));

        Assert.Contains("mounted", failure.Message, StringComparison.Ordinal);
        Directory.Move(_folder["away"], _folder["source"]);
        await RunAsync(executor, plan);
        Assert.Equal("hello", await _root.GetAsync(Content));
    }

    [Theory]
    [InlineData("hellO")]
    [InlineData("hello, hello")]
    [InlineData("hell")]
    public async Task What_is_read_otherwise_than_it_was_hashed_is_not_copied(string read)
    {
        UpdatePlan plan = await PlanAsync("hello");
        ActivityExecutor executor = new(_root, _source, "update-1", new() { Source = new Altering(_source, read) });

        await Assert.ThrowsAsync<ContentMismatchException>(() => RunAsync(executor, plan));

        Assert.Null(await _root.GetFileAsync(Content));
    }

    [Fact]
    public async Task A_source_is_read_and_never_changed_on_a_local_root_too()
    {
        UpdatePlan plan = await PlanAsync("hello");
        LocalStorage root = new(new LocalStorageOptions { Path = _folder["root"] });

        await UpdateScenario.RunAsync(plan, root, _source, "update-1");

        Assert.Equal("hello", await root.GetAsync(Content));
        Assert.Equal("hello", await _source.GetAsync("update-1/0"));
    }

    [Theory]
    [InlineData("hello", false)]
    [InlineData("hellO", true)]
    public async Task A_source_may_have_the_very_path_that_the_content_gets(string now, bool isMismatch)
    {
        MemoryStorage source = new(writesInPlace: true);
        await source.PutAsync(Content, "hello");
        StagingResult described = await ContentStager.DescribeSourceAsync(source, Content, null, DigestAlgorithm.Sha512, []);
        UpdatePlan plan = Plan(described);
        if (isMismatch)
        {
            await source.PutAsync(Content, now);
        }
        else
        {
            // What another update left there is not what the source has.
            await _root.PutAsync(Content, "another's", owner: "update-0");
        }

        Task update = UpdateScenario.RunAsync(plan, _root, source, "update-1");

        if (isMismatch)
        {
            await Assert.ThrowsAsync<ContentMismatchException>(() => update);
        }
        else
        {
            await update;
            Assert.Equal("hello", await _root.GetAsync(Content));
        }
    }

    [Fact]
    public async Task Without_the_source_its_content_cannot_be_copied()
    {
        UpdatePlan plan = await PlanAsync("hello");

        InvalidUpdateException failure = await Assert.ThrowsAsync<InvalidUpdateException>(
            () => RunAsync(new ActivityExecutor(_root, _source, "update-1"), plan));

        Assert.Contains(nameof(ActivityExecutorOptions.Source), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_may_stay_where_a_root_writes_in_place_and_a_copy_is_checked()
    {
        LocalStorage local = new(new LocalStorageOptions { Path = _folder["root"] });

        Assert.True(ContentStager.CanStayInSource(_root, _source));
        Assert.True(ContentStager.CanStayInSource(_root, _source, ContentStager.MostBytesReadTwice));
        Assert.False(ContentStager.CanStayInSource(_root, _source, ContentStager.MostBytesReadTwice + 1));
        Assert.True(ContentStager.CanStayInSource(_root, new MemoryStorage(), long.MaxValue));
        Assert.True(ContentStager.CanStayInSource(_root, new MemoryStorage()));
        Assert.False(ContentStager.CanStayInSource(_root, new Altering(_source, "")));
        Assert.False(ContentStager.CanStayInSource(local, _source));
        Assert.False(ContentStager.CanStayInSource(new MemoryStorage(), new MemoryStorage()));
    }

    [Fact]
    public async Task An_update_in_one_go_stages_nothing_that_can_stay()
    {
        await _source.PutAsync("a", "hello");
        await _source.PutAsync("b/c", "");
        MemoryStorage work = new(writesInPlace: true);
        Faults calls = Faults.None;
        UpdateTarget target = new() { ObjectId = "urn:example:object", ObjectRoot = UpdateScenario.ObjectRoot };

        await new ObjectUpdater(_root, new FaultyStorage(work, calls)).UpdateAsync(target, _source);

        Assert.Equal(0, calls.Calls);
        Assert.Equal("hello", await _root.GetAsync(UpdateScenario.ObjectRoot + "/v1/content/a"));
    }

    [Fact]
    public async Task Where_content_waits_is_kept_with_the_plan()
    {
        UpdatePlan plan = await PlanAsync("hello");

        UpdatePlan read = UpdatePlanSerializer.Deserialize(UpdatePlanSerializer.Serialize(plan));

        Assert.Equal(plan, read);
        Assert.True(Assert.Single(read.Activities, activity => activity.Source is not null).Source!.InSource);
    }

    private static async Task RunAsync(ActivityExecutor executor, UpdatePlan plan)
    {
        foreach (OcflActivity activity in plan.Activities)
        {
            await executor.ExecuteAsync(plan, activity);
        }
    }

    private static UpdatePlan Plan(StagingResult described)
    {
        StagedFile file = new() { LogicalPath = "file", Digest = described.Digest, Content = described.Content };
        UpdateTarget target = new() { ObjectId = "urn:example:object", ObjectRoot = UpdateScenario.ObjectRoot };
        return new UpdatePlanBuilder(target, Stage.Replace("sha512", [file])).WithTimestamp(DateTimeOffset.UnixEpoch).Build(null, null);
    }

    private async Task<UpdatePlan> PlanAsync(string text)
    {
        await _source.PutAsync("update-1/0", text);
        return Plan(await ContentStager.DescribeSourceAsync(_source, "update-1/0", null, DigestAlgorithm.Sha512, []));
    }

    private void Change(string change)
    {
        string file = _folder["source/update-1/0"];
        DateTime time = File.GetLastWriteTimeUtc(file);
        switch (change)
        {
            case "same length and time":
                File.WriteAllText(file, "HELLO");
                File.SetLastWriteTimeUtc(file, time);
                break;
            case "longer":
                File.AppendAllText(file, "!");
                break;
            case "shorter":
                File.WriteAllText(file, "");
                break;
            case "gone":
                File.WriteAllText(_folder["source/another"], "still there");
                File.Delete(file);
                break;
            default:
                File.SetLastWriteTimeUtc(file, time.AddSeconds(1));
                break;
        }
    }

    /// <summary>
    /// A source whose files are read otherwise than they were: they change under the reader, and nothing but the bytes tells.
    /// </summary>
    private sealed class Altering(IStorage inner, string text) : IStorage
    {
        public string Location => inner.Location;

        public IPendingArea? PendingArea => null;

        public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
            inner.GetFileAsync(path, cancellationToken);

        public async Task<StorageReader> OpenReadAsync(
            string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
        {
            await using StorageReader reader = await inner.OpenReadAsync(path, options, cancellationToken);
            return new StorageReader(reader.File, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));
        }

        public IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken = default) =>
            inner.ListAsync(directory, recursive, cancellationToken);

        public Task<StorageFile> WriteAsync(
            string path,
            Stream content,
            StorageWriteOptions options,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<StorageFile> CopyFromAsync(
            IStorage source,
            string sourcePath,
            string path,
            StorageCopyOptions options,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
