using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

/// <summary>
/// A storage that says of a file that it is there, and that it is not, ends a step with an error and does not keep it for ever.
/// </summary>
public sealed class ContradictingStorageTests
{
    private const string Update = "update";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Paths() =>
        ["v2/content/readme.txt", "v2/inventory.json", "v2/inventory.json.sha512", "inventory.json.sha512"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_step_on_it_ends(string path)
    {
        (MemoryStorage storage, MemoryStorage stage, UpdatePlan plan) = await StartAsync();
        Contradicting contradicting = new(storage, $"{UpdateScenario.ObjectRoot}/{path}");

        StorageException failure = await Assert.ThrowsAsync<StorageException>(
            () => Task.Run(() => UpdateScenario.RunAsync(plan, contradicting, stage, Update)).WaitAsync(Deadline));

        Assert.Contains($"'{UpdateScenario.ObjectRoot}/{path}'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_step_on_it_can_be_cancelled(string path)
    {
        (MemoryStorage storage, MemoryStorage stage, UpdatePlan plan) = await StartAsync();
        using CancellationTokenSource cancel = new();
        Contradicting contradicting = new(storage, $"{UpdateScenario.ObjectRoot}/{path}") { OnRefusal = cancel.Cancel };
        ActivityExecutor executor = UpdateScenario.CreateExecutor(contradicting, stage, Update);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(async () =>
        {
            foreach (OcflActivity activity in plan.Activities)
            {
                await executor.ExecuteAsync(plan, activity, cancel.Token);
            }
        }).WaitAsync(Deadline));
    }

    private static async Task<(MemoryStorage Storage, MemoryStorage Stage, UpdatePlan Plan)> StartAsync()
    {
        UpdateScenario scenario = UpdateScenario.Get("make v2");
        MemoryStorage storage = new(writesInPlace: true);
        MemoryStorage stage = new(writesInPlace: true);
        await scenario.PrepareAsync(storage, stage);
        return (storage, stage, await scenario.PlanAsync(storage, stage, Update));
    }

    /// <summary>One file can be read as it is, and every write of it is refused for its condition.</summary>
    private sealed class Contradicting(IStorage inner, string refused) : ForwardingStorage(inner)
    {
        private readonly IStorage _inner = inner;

        public Action? OnRefusal { get; init; }

        public override Task<StorageFile> WriteAsync(
            string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) =>
            path == refused ? Refuse() : base.WriteAsync(path, content, options, cancellationToken);

        public override Task<StorageFile> CopyFromAsync(
            IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
            path == refused
                ? Refuse()
                : base.CopyFromAsync(ReferenceEquals(source, this) ? _inner : source, sourcePath, path, options, cancellationToken);

        private Task<StorageFile> Refuse()
        {
            OnRefusal?.Invoke();
            return Task.FromException<StorageFile>(new StorageConditionException(refused, StorageCondition.IfAbsent.ToString()));
        }
    }
}
