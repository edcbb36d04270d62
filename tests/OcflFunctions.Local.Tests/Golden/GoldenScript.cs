using System.Collections.Concurrent;
using DurableTask.Sqlite;
using Microsoft.DurableTask;
using Ocfl.Staging;
using Ocfl.Storage;
using OcflFunctions.Durable;
using OcflFunctions.Updates;

namespace OcflFunctions.Local.Tests.Golden;

/// <summary>
/// The real orchestrator with activities that answer from a script. While a history is made, those of each update stop or fail where its
/// name says; later, all of them succeed.
/// </summary>
/// <param name="isBeingMade">Whether the history is being made.</param>
internal sealed class GoldenScript(bool isBeingMade)
{
    /// <summary>When the clock of a history starts.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private const int Steps = 8;

    private static readonly PlanSummary Plan = new()
    {
        Head = "v1",
        ObjectRoot = "root",
        DigestAlgorithm = "sha512",
        InventoryDigest = "0",
        Steps = Steps,
        Bytes = 80,
        Preparation = new SliceRange(0, 1),
        Copies = new SliceRange(1, 4),
        Commit = new SliceRange(5, 2),
        Finish = new SliceRange(7, 1),
        Names = [.. Enumerable.Range(0, Steps).Select(number => $"step {number}")],
    };

    private readonly ConcurrentDictionary<string, int> _deliveries = new(StringComparer.Ordinal);

    /// <summary>How often an activity of an update was delivered.</summary>
    public int Deliveries(string id, string call) => _deliveries.GetValueOrDefault($"{id}: {call}");

    /// <summary>What an engine runs.</summary>
    /// <param name="alter">Alters what the orchestrator is given; null for the orchestrator as it is.</param>
    /// <param name="before">Runs before the orchestrator; null for nothing.</param>
    public SqliteDurableTaskRegistry Registry(
        Func<UpdateInput, UpdateInput>? alter = null, Func<TaskOrchestrationContext, Task>? before = null)
    {
        SqliteDurableTaskRegistry registry = new();
        registry.AddOrchestrator(nameof(UpdateObject), async context =>
        {
            if (before is not null)
            {
                await before(context);
            }

            UpdateInput input = context.GetInput<UpdateInput>()!;
            return await UpdateObject.RunAsync(context, alter?.Invoke(input) ?? input);
        });
        Add<UpdateIdentity>(registry, nameof(ClaimObject), _ => null, (id, _) => isBeingMade && id == "waiting"
            ? new ClaimResult(1)
            : new ClaimResult(0));
        Add<ListSourceInput>(registry, nameof(ListSource), _ => null, (_, _) => new SourceSummary(2, 4, 40));
        Add<BuildStageInput>(registry, nameof(BuildStage), input => input.Batch, (_, _) => new StagedBatch(2, 20));
        Add<CreatePlanInput>(registry, nameof(CreatePlan), _ => null, (_, _) => Plan);
        Add<ExecuteInput>(registry, nameof(ExecuteOcflActivity), input => input.Slice, (_, _) => new SliceResult(1, 0, 10, 10));
        Add<UpdateIdentity>(registry, nameof(ApplyPlan), _ => null, (_, _) => null);
        Add<UpdateIdentity>(registry, nameof(RevertOcflActivity), _ => null, (_, _) => new RevertResult(Committed: false));
        Add<ReleaseInput>(registry, nameof(ReleaseObject), _ => null, (_, _) => null);
        Add<HoldInput>(registry, nameof(NoteHold), input => input.Number, (_, _) => null);
        return registry;
    }

    /// <summary>An activity as it is named here: with its number if that distinguishes it from the next of its kind.</summary>
    public static string Call(string activity, int? number) => number is null ? activity : $"{activity} {number}";

    private void Add<T>(SqliteDurableTaskRegistry registry, string activity, Func<T, int?> numberOf, Func<string, T, object?> answer)
        where T : class => registry.AddActivity(activity, async (context, input, cancellationToken) =>
        {
            T read = input.Read<T>()!;
            string id = context.InstanceId;
            string call = Call(activity, numberOf(read));
            int delivery = _deliveries.AddOrUpdate($"{id}: {call}", 1, (_, before) => before + 1);
            if (isBeingMade)
            {
                await DisturbAsync(id, call, delivery, cancellationToken);
            }

            return answer(id, read);
        });

    private static async Task DisturbAsync(string id, string call, int delivery, CancellationToken cancellationToken)
    {
        switch (id, call)
        {
            case ("staging" or "suspended", "BuildStage 1"):
            case ("copying", "ExecuteOcflActivity 3"):
            case ("being cancelled" or "failing", "RevertOcflActivity"):
            case ("releasing", "ReleaseObject"):
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case ("copying", "ExecuteOcflActivity 2") when delivery == 1:
            case ("copying", "ExecuteOcflActivity 4"):
            case ("held" or "held again", "ExecuteOcflActivity 3"):
            case ("being cancelled" or "cancelled", "CreatePlan"):
                throw new StorageException("The disk is full.");
            case ("failing" or "failed", "CreatePlan"):
                throw new InvalidUpdateException("There is nothing to take.");
        }
    }
}
