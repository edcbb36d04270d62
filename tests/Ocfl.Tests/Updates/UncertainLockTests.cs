using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Tests.Updates;

/// <summary>
/// Where no lock is certain, another update may move a version directory between any two steps of a commit. In every case here the
/// object has a directory v2 that a crash left incomplete, so the update moves it aside.
/// </summary>
public sealed class UncertainLockTests : IDisposable
{
    private const string Head = UpdateScenario.ObjectRoot + "/v2";

    private readonly Testing.TemporaryFolder _folder = new();
    private readonly MemoryStorage _stage = new();
    private readonly UpdateScenario _scenario = UpdateScenario.Get("make v2");
    private readonly LocalStorage _storage;

    public UncertainLockTests() => _storage = new LocalStorage(new LocalStorageOptions
    {
        Path = _folder["root"],
        Locks = false,
        Flush = false,
    });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_directory_that_another_update_moves_out_first_is_out()
    {
        UpdatePlan plan = await PrepareAsync();
        MovingStorage storage = new(_storage) { BeforeMoveOut = DeleteHead };

        await UpdateScenario.RunAsync(plan, storage, _stage, "update");

        Assert.True(storage.HasMovedOut);
        await RequireFilesAsync(_scenario.After);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_version_of_another_that_a_crash_left_set_aside_is_put_back(bool cancels)
    {
        UpdatePlan plan = await PrepareAsync();
        MovingStorage storage = new(_storage) { BeforeMoveOut = CommitOther, BeforeMoveIn = () => throw new CrashException() };
        await Assert.ThrowsAsync<CrashException>(() => UpdateScenario.RunAsync(plan, storage, _stage, "update"));
        Assert.False(Directory.Exists(_folder["root/" + Head]));

        await EndAsync(plan, cancels);

        await RequireFilesAsync(UpdateScenario.Files(("other", "of another update")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_version_of_another_whose_place_is_taken_is_kept_until_the_place_is_free(bool cancels)
    {
        UpdatePlan plan = await PrepareAsync();
        MovingStorage storage = new(_storage) { BeforeMoveOut = CommitOther, BeforeMoveIn = () => WriteHeadAsync("third") };

        StorageException taken = await Assert.ThrowsAsync<StorageException>(
            () => UpdateScenario.RunAsync(plan, storage, _stage, "update"));
        Assert.Contains("put back", taken.Message, StringComparison.Ordinal);
        ActivityExecutor executor = UpdateScenario.CreateExecutor(_storage, _stage, "update");
        await Assert.ThrowsAsync<StorageException>(() => executor.RevertAsync(plan));
        await DeleteHead();
        await EndAsync(plan, cancels);

        await RequireFilesAsync(UpdateScenario.Files(("other", "of another update")));
    }

    private async Task EndAsync(UpdatePlan plan, bool cancels)
    {
        ActivityExecutor executor = UpdateScenario.CreateExecutor(_storage, _stage, "update");
        if (!cancels)
        {
            await Assert.ThrowsAsync<ObjectConflictException>(
                () => executor.ExecuteAsync(
                    plan, plan.Activities.Single(activity => activity.Kind == OcflActivityKind.WriteRootInventory)));
        }

        Assert.Equal(RevertOutcome.Reverted, await executor.RevertAsync(plan));
    }

    private async Task<UpdatePlan> PrepareAsync()
    {
        await _scenario.PrepareAsync(_storage, _stage);
        UpdatePlan plan = await _scenario.PlanAsync(_storage, _stage, "update");
        await WriteHeadAsync("left by a crash");
        return plan;
    }

    private Task<StorageFile> WriteHeadAsync(string text) => _storage.PutAsync(Head + "/content/file", text);

    private Task DeleteHead()
    {
        Directory.Delete(_folder["root/" + Head], recursive: true);
        return Task.CompletedTask;
    }

    private async Task CommitOther()
    {
        await DeleteHead();
        UpdateScenario other = _scenario with { After = UpdateScenario.Files(("other", "of another update")) };
        MemoryStorage stage = new();
        await UpdateScenario.RunAsync(await other.PlanAsync(_storage, stage, "other"), _storage, stage, "other");
    }

    private async Task RequireFilesAsync(IReadOnlyDictionary<string, string> files)
    {
        ValidationReport report = await new Validator(_storage).ValidateObjectAsync(UpdateScenario.ObjectRoot);
        Assert.True(report.IsValid, string.Join("; ", report.Findings));
        Ocfl.Objects.OcflObject found = (await Ocfl.Objects.OcflObject.TryOpenAsync(_storage, UpdateScenario.ObjectRoot))!;
        Assert.Equal(
            files.Keys.Order(StringComparer.Ordinal),
            found.Head.Description.State.Paths.Select(path => path.Key).Order(StringComparer.Ordinal));
        Assert.Empty(await _storage.PendingArea!.Storage.ListAllAsync("", recursive: true));
    }

    /// <summary>Something happens before a directory is moved.</summary>
    private sealed class MovingStorage(IStorage inner) : ForwardingStorage(inner)
    {
        private readonly IStorage _inner = inner;

        public Func<Task>? BeforeMoveOut { get; init; }

        public Func<Task>? BeforeMoveIn { get; init; }

        public bool HasMovedOut { get; private set; }

        public override IPendingArea? PendingArea => new Area(this, _inner.PendingArea!);

        private sealed class Area(MovingStorage storage, IPendingArea area) : IPendingArea
        {
            public IStorage Storage => area.Storage;

            public Task<IDirectoryLock> LockAsync(string directory, string owner, CancellationToken cancellationToken = default) =>
                area.LockAsync(directory, owner, cancellationToken);

            public Task<bool> DirectoryExistsAsync(string directory, CancellationToken cancellationToken = default) =>
                area.DirectoryExistsAsync(directory, cancellationToken);

            public async Task MoveInAsync(string pendingDirectory, string directory, CancellationToken cancellationToken = default)
            {
                await (storage.BeforeMoveIn?.Invoke() ?? Task.CompletedTask);
                await area.MoveInAsync(pendingDirectory, directory, cancellationToken);
            }

            public async Task MoveOutAsync(string directory, string pendingDirectory, CancellationToken cancellationToken = default)
            {
                storage.HasMovedOut = true;
                await (storage.BeforeMoveOut?.Invoke() ?? Task.CompletedTask);
                await area.MoveOutAsync(directory, pendingDirectory, cancellationToken);
            }
        }
    }
}
