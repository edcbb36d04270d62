using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
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
