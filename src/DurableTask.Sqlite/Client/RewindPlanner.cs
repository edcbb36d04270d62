using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Runtime;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Client;

/// <summary>Plans the rewind of an instance and of the failed children that it waits for.</summary>
internal sealed class RewindPlanner(Database database, RuntimeEnvironment environment, string? reason, DateTime now)
{
    private const int Page = 500;

    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">The instance has not failed.</exception>
    public async Task<RewindPlan> PlanAsync(string id, CancellationToken cancellation)
    {
        InstanceRow instance = await FindAsync(id, cancellation).ConfigureAwait(false)
            ?? throw new ArgumentException($"There is no orchestration with the instance id '{id}'.");
        return instance.Status == OrchestrationRuntimeStatus.Failed
            ? await PlanAsync(instance, cancellation).ConfigureAwait(false)
            : throw new InvalidOperationException($"The orchestration '{id}' is {instance.Status}; only a failed one can be rewound.");
    }

    private async Task<RewindPlan> PlanAsync(InstanceRow instance, CancellationToken cancellation)
    {
        var live = new LiveOrchestration(instance with { Status = OrchestrationRuntimeStatus.Running }, environment, static () => { });
        var rewinder = new Rewinder(live);
        int from = 0;
        RowPage<HistoryRow> page;
        do
        {
            int next = from;
            page = await database.Readers
                .ReadAsync(sql => StoreQueries.ReadHistory(sql, instance.Run, next, Page), cancellation).ConfigureAwait(false);
            rewinder.Add(page.Rows);
            from += page.Rows.Count;
        }
        while (page.IsFull);

        Episode episode = rewinder.End(reason, now);
        return new RewindPlan(instance, episode, await ChildrenAsync(instance, episode, cancellation).ConfigureAwait(false));
    }

    private async Task<List<RewindPlan>> ChildrenAsync(InstanceRow parent, Episode episode, CancellationToken cancellation)
    {
        var failed = new List<RewindPlan>();
        foreach (Decision decision in episode.Decisions
            .Where(decision => decision.Row.Type == HistoryEventType.SubOrchestrationInstanceCreated))
        {
            InstanceRow? child = await FindAsync(decision.Row.Extra!, cancellation).ConfigureAwait(false);
            if (child?.Parent?.Id != parent.Id || child is { IsFinished: true, Status: not OrchestrationRuntimeStatus.Failed })
            {
                continue;
            }

            episode.AdoptedChildren.Add(child!.Id);
            if (child.Status == OrchestrationRuntimeStatus.Failed)
            {
                failed.Add(await PlanAsync(child, cancellation).ConfigureAwait(false));
            }
        }

        return failed;
    }

    private async Task<InstanceRow?> FindAsync(string id, CancellationToken cancellation)
    {
        InstanceRow? instance = await database.Readers
            .ReadAsync(sql => StoreQueries.FindInstance(sql, id, payloads: true), cancellation).ConfigureAwait(false);
        return instance?.Damage is { } damage ? throw damage : instance;
    }
}
