using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Tests.Storage;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

/// <summary>Content that is staged in a folder, and moved from there into the image of an object.</summary>
public sealed class StagedInFolderTests : IDisposable
{
    private const string Owner = "update-1";

    private readonly TemporaryFolder _folder = new();
    private readonly LocalStorage _root;
    private readonly LocalStorage _stage;

    public StagedInFolderTests()
    {
        _root = new(new LocalStorageOptions { Path = _folder["root"] });
        _stage = new(new LocalStorageOptions { Path = _folder["stage"] });
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_moved_once()
    {
        (UpdatePlan plan, OcflActivity copy, ActivityExecutor executor) = await BeginAsync();
        string file = Path.Combine(_stage.Location, copy.Source!.Path);
        FileIdentity? before = LocalEntry.TryGet(file)?.Identity;

        Assert.Equal(ActivityOutcome.Done, (await executor.ExecuteAsync(plan, copy)).Outcome);

        Assert.False(File.Exists(file));
        Assert.Equal(before, LocalEntry.TryGet(ImageOf(copy))?.Identity);
        Assert.Equal(ActivityOutcome.AlreadyDone, (await executor.ExecuteAsync(plan, copy)).Outcome);
    }

    [KnownFileSystemFact]
    public async Task One_of_many_is_moved_by_a_rename_alone_and_only_once()
    {
        (UpdatePlan plan, OcflActivity copy, _) = await BeginAsync();
        ActivityExecutor executor = Create(sharesFlushes: true);
        string file = Path.Combine(_stage.Location, copy.Source!.Path);
        FileIdentity? before = LocalEntry.TryGet(file)?.Identity;
        using ContentMoves moves = executor.BeginMoves()!;

        Assert.Null(moves.TryExecute(plan.Activities[0]));
        Assert.Equal((ActivityOutcome.Done, 5L), moves.TryExecute(copy) is { } result ? (result.Outcome, result.Bytes) : default);

        Assert.False(File.Exists(file));
        Assert.Equal(before, LocalEntry.TryGet(ImageOf(copy))?.Identity);
        Assert.Null(moves.TryExecute(copy));
        Assert.Equal(ActivityOutcome.AlreadyDone, (await executor.ExecuteAsync(plan, copy)).Outcome);
    }

    /// <summary>Names must be flushed one by one, or content must stay: then nothing is moved by a rename alone.</summary>
    [KnownFileSystemFact]
    public async Task Where_a_rename_alone_is_not_enough_there_is_none()
    {
        (_, OcflActivity copy, ActivityExecutor alone) = await BeginAsync();
        Assert.Null(alone.BeginMoves());

        ActivityExecutorOptions options = new() { SharesFlushes = true, KeepsStaged = _ => true };
        using ContentMoves moves = new ActivityExecutor(_root, _stage, Owner, options).BeginMoves()!;
        Assert.Null(moves.TryExecute(copy));
        Assert.Null(new ActivityExecutor(_root, new MemoryStorage(), Owner, options).BeginMoves());
        Assert.Null(new ActivityExecutor(new MemoryStorage(), _stage, Owner, options).BeginMoves());
    }

    [KnownFileSystemTheory]
    [InlineData("another time")]
    [InlineData("longer")]
    [InlineData("gone")]
    [InlineData("a directory")]
    [InlineData("a link")]
    public async Task What_changed_since_it_was_staged_is_not_renamed(string change)
    {
        (_, OcflActivity copy, _) = await BeginAsync();
        Change(Path.Combine(_stage.Location, copy.Source!.Path), change);
        using ContentMoves moves = Create(sharesFlushes: true).BeginMoves()!;

        Assert.Null(moves.TryExecute(copy));

        Assert.False(Path.Exists(ImageOf(copy)));
    }

    /// <summary>What the caller has staged itself in this process is not looked at again.</summary>
    [KnownFileSystemFact]
    public async Task What_the_caller_has_staged_itself_is_moved_as_it_is()
    {
        (_, OcflActivity copy, _) = await BeginAsync();
        Change(Path.Combine(_stage.Location, copy.Source!.Path), "another time");
        ActivityExecutorOptions options = new() { SharesFlushes = true, HasStagedItself = true };
        using ContentMoves moves = new ActivityExecutor(_root, _stage, Owner, options).BeginMoves()!;

        Assert.NotNull(moves.TryExecute(copy));
        Assert.True(File.Exists(ImageOf(copy)));
    }

    /// <summary>A process that dies after any number of renames, and one that runs at the same time.</summary>
    [KnownFileSystemFact]
    public async Task Moves_that_stopped_anywhere_are_continued_beside_others()
    {
        UpdateScenario scenario = new()
        {
            Name = "many files",
            After = UpdateScenario.Files([.. Enumerable.Range(0, 20).Select(i => ($"{i % 7}/{i}", $"text {i / 2}"))]),
        };
        SortedDictionary<string, string>? expected = null;
        for (int stop = 0; stop <= 10; stop++)
        {
            using TemporaryFolder folder = new();
            LocalStorage root = new(new LocalStorageOptions { Path = folder["root"] });
            LocalStorage stage = new(new LocalStorageOptions { Path = folder["stage"] });
            UpdatePlan plan = await scenario.PlanAsync(root, stage, Owner);
            OcflActivity[] copies = [.. plan.Activities.Where(activity => activity.Kind == OcflActivityKind.CopyContent)];
            ActivityExecutorOptions options = new() { SharesFlushes = true };
            ActivityExecutor first = new(root, stage, Owner, options);
            foreach (OcflActivity activity in plan.Activities.Take(copies[0].Index))
            {
                await first.ExecuteAsync(plan, activity);
            }

            using (ContentMoves moves = first.BeginMoves()!)
            {
                Assert.All(copies.Take(stop), copy => Assert.NotNull(moves.TryExecute(copy)));
            }

            int[] moved = await Task.WhenAll(
                Enumerable.Range(0, 2).Select(_ => Task.Run(() => RunAsync(plan, copies, root, stage, options))));
            Assert.Equal(copies.Length - stop, moved.Sum());
            await UpdateScenario.RunAsync(plan, root, stage, Owner);

            SortedDictionary<string, string> made = await ObjectSnapshot.TakeAsync(root);
            Assert.Equal(expected ??= made, made);
            string pending = ((LocalStorage)root.PendingArea!.Storage).Location;
            Assert.Empty(Directory.EnumerateFiles(pending, "*", SearchOption.AllDirectories));
        }
    }

    // How many copies this run has moved itself.
    private static async Task<int> RunAsync(
        UpdatePlan plan, OcflActivity[] copies, LocalStorage root, LocalStorage stage, ActivityExecutorOptions options)
    {
        ActivityExecutor executor = new(root, stage, Owner, options);
        using ContentMoves moves = executor.BeginMoves()!;
        int moved = 0;
        await PlanOrder.RunAsync(
            copies,
            4,
            async (copy, cancel) =>
                Assert.Equal(ActivityOutcome.AlreadyDone, (await executor.ExecuteAsync(plan, copy, cancel)).Outcome),
            copy =>
            {
                bool isMoved = moves.TryExecute(copy) is not null;
                moved += isMoved ? 1 : 0;
                return isMoved;
            });
        await executor.FlushCopiesAsync(plan, copies);
        return moved;
    }

    /// <summary>
    /// A run that is late has the directories of the image open, which are in the object by now, and finds staged content that another late
    /// run has written again: the object does not change.
    /// </summary>
    [KnownFileSystemFact]
    public async Task A_late_run_whose_directories_are_in_the_object_changes_nothing_there()
    {
        UpdateScenario scenario = new() { Name = "two files", After = UpdateScenario.Files(("a", "hello"), ("b", "world")) };
        UpdatePlan plan = await scenario.PlanAsync(_root, _stage, Owner);
        ActivityExecutor executor = Create(sharesFlushes: true);
        OcflActivity[] copies = [.. plan.Activities.Where(activity => activity.Kind == OcflActivityKind.CopyContent)];
        foreach (OcflActivity activity in plan.Activities.Take(copies[0].Index))
        {
            await executor.ExecuteAsync(plan, activity);
        }

        using ContentMoves late = executor.BeginMoves()!;
        Assert.NotNull(late.TryExecute(copies[0]));
        foreach (OcflActivity activity in plan.Activities.Skip(copies[0].Index))
        {
            await executor.ExecuteAsync(plan, activity);
        }

        await executor.VerifyAsync(plan);
        IReadOnlyList<StorageEntry> before = await _root.ListAllAsync(plan.ObjectRoot, recursive: true);
        foreach (OcflActivity copy in copies)
        {
            string file = Path.Combine(_stage.Location, copy.Source!.Path);
            await File.WriteAllTextAsync(file, copy.Path.EndsWith('a') ? "hello" : "world");
            OcflActivity again = copy with { Source = copy.Source with { ETag = (await _stage.GetFileAsync(copy.Source.Path))!.ETag } };
            Assert.Null(late.TryExecute(again));
            Assert.True(File.Exists(file));
        }

        Assert.Equal(before, await _root.ListAllAsync(plan.ObjectRoot, recursive: true));
    }

    [Fact]
    public async Task A_move_needs_no_copy_and_a_failure_after_it_is_reported()
    {
        bool fails = false;
        LocalStorage to = new(new LocalStorageOptions
        {
            Path = _folder["to"],
            Flushing = _ =>
            {
                if (fails)
                {
                    throw new IOException("The disk is gone");
                }
            },
        });
        StorageFile one = await _stage.PutAsync("one", "1");
        StorageFile two = await _stage.PutAsync("two", "2");
        if (OperatingSystem.IsWindows())
        {
            Assert.False(to.TryMoveFrom(_stage, one.Path, one.ETag, "folder/one"));
            return;
        }

        Assert.True(to.TryMoveFrom(_stage, one.Path, one.ETag, "folder/one"));
        Assert.False(to.TryMoveFrom(_stage, two.Path, one.ETag + "0", "folder/two"));
        Assert.False(to.TryMoveFrom(_stage, two.Path, two.ETag, "folder/one"));
        fails = true;
        Assert.Throws<StorageException>(() => to.TryMoveFrom(_stage, two.Path, two.ETag, "folder/two"));

        Assert.Equal("1", await to.GetAsync("folder/one"));
        Assert.Empty(await _stage.ListAllAsync("", recursive: true));
    }

    [Theory]
    [InlineData("another time")]
    [InlineData("longer")]
    [InlineData("gone")]
    [InlineData("a directory")]
    [InlineData("a link")]
    public async Task What_changed_since_it_was_staged_is_not_moved(string change)
    {
        (UpdatePlan plan, OcflActivity copy, ActivityExecutor executor) = await BeginAsync();
        string file = Path.Combine(_stage.Location, copy.Source!.Path);
        Change(file, change);

        ContentMismatchException failure = await Assert.ThrowsAsync<ContentMismatchException>(() => executor.ExecuteAsync(plan, copy));

        Assert.Contains(copy.Path, failure.Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(ImageOf(copy)));
        Assert.Equal(change != "gone", Path.Exists(file));
    }

    [Fact]
    public async Task What_is_in_its_place_is_not_replaced_unless_it_is_a_part_of_it()
    {
        (UpdatePlan plan, OcflActivity copy, ActivityExecutor executor) = await BeginAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(ImageOf(copy))!);
        await File.WriteAllTextAsync(ImageOf(copy), "hello");

        Assert.Equal(ActivityOutcome.AlreadyDone, (await executor.ExecuteAsync(plan, copy)).Outcome);

        await File.WriteAllTextAsync(ImageOf(copy), "hel");
        Assert.Equal(ActivityOutcome.Done, (await executor.ExecuteAsync(plan, copy)).Outcome);
        Assert.Equal("hello", await File.ReadAllTextAsync(ImageOf(copy)));
    }

    private static void Change(string file, string change)
    {
        switch (change)
        {
            case "another time":
                File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(1));
                break;
            case "longer":
                File.AppendAllText(file, ", hello");
                break;
            default:
                File.Move(file, file + "-before");
                if (change == "a directory")
                {
                    Directory.CreateDirectory(file);
                }
                else if (change == "a link")
                {
                    File.CreateSymbolicLink(file, file + "-before");
                }

                break;
        }
    }

    private ActivityExecutor Create(bool sharesFlushes) =>
        new(_root, _stage, Owner, new ActivityExecutorOptions { SharesFlushes = sharesFlushes });

    private string ImageOf(OcflActivity copy) =>
        Path.Combine(((LocalStorage)_root.PendingArea!.Storage).Location, Owner, "object", copy.Path);

    // The copy is the next step.
    private async Task<(UpdatePlan Plan, OcflActivity Copy, ActivityExecutor Executor)> BeginAsync()
    {
        UpdateScenario scenario = new() { Name = "one file", After = UpdateScenario.Files(("file", "hello")) };
        UpdatePlan plan = await scenario.PlanAsync(_root, _stage, Owner);
        ActivityExecutor executor = UpdateScenario.CreateExecutor(_root, _stage, Owner);
        OcflActivity copy = plan.Activities.Single(activity => activity.Kind == OcflActivityKind.CopyContent);
        foreach (OcflActivity activity in plan.Activities.Take(copy.Index))
        {
            await executor.ExecuteAsync(plan, activity);
        }

        return (plan, copy, executor);
    }
}
