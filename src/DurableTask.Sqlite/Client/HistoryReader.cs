using System.Runtime.CompilerServices;
using System.Text.Json;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Client;

/// <summary>Reads the history of an instance page by page, with the payloads that are kept elsewhere.</summary>
internal static class HistoryReader
{
    private const int Page = 500;

    /// <summary>The history of an instance; empty if there is no such instance.</summary>
    /// <exception cref="DamagedInstanceException">A row cannot be read.</exception>
    public static async IAsyncEnumerable<OrchestrationHistoryEvent> ReadAsync(
        ISqlReader reader, string instanceId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        InstanceRow? instance = await reader
            .ReadAsync(sql => StoreQueries.FindInstance(sql, instanceId, payloads: true), cancellation).ConfigureAwait(false);
        if (instance is null)
        {
            yield break;
        }

        await foreach (OrchestrationHistoryEvent happened in ReadAsync(reader, instance, cancellation).ConfigureAwait(false))
        {
            yield return happened;
        }
    }

    /// <summary>The history of an instance.</summary>
    /// <exception cref="DamagedInstanceException">A row cannot be read.</exception>
    public static async IAsyncEnumerable<OrchestrationHistoryEvent> ReadAsync(
        ISqlReader reader, InstanceRow instance, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var scheduled = new Dictionary<int, (string? Name, long Time)>();
        RowPage<HistoryRow> page;
        int from = 0;
        do
        {
            int next = from;
            page = await ReadPageAsync(reader, instance, next, cancellation).ConfigureAwait(false);
            foreach (HistoryRow row in page.Rows)
            {
                yield return ReadEvent(row, instance, scheduled);
            }

            from += page.Rows.Count;
        }
        while (page.IsFull);
    }

    private static async Task<RowPage<HistoryRow>> ReadPageAsync(
        ISqlReader reader, InstanceRow instance, int from, CancellationToken cancellation)
    {
        try
        {
            return await reader
                .ReadAsync(sql => StoreQueries.ReadHistory(sql, instance.Run, from, Page), cancellation).ConfigureAwait(false);
        }
        catch (DamagedRowException damage)
        {
            throw DamagedInstanceException.Of(damage);
        }
    }

    private static OrchestrationHistoryEvent ReadEvent(
        HistoryRow row, InstanceRow instance, Dictionary<int, (string? Name, long Time)> scheduled)
    {
        try
        {
            return ToEvent(row, instance, scheduled);
        }
        catch (JsonException damage)
        {
            throw DamagedInstanceException.Of(damage);
        }
    }

    private static OrchestrationHistoryEvent ToEvent(
        HistoryRow row, InstanceRow instance, Dictionary<int, (string? Name, long Time)> scheduled)
    {
        OrchestrationHistoryEvent basic = new(row.Sequence, row.Type, At(row.Time))
        {
            TaskId = row.Task < 0 ? null : row.Task,
            Name = row.Name,
            FireAt = row.Due == 0 ? null : At(row.Due),
        };
        switch (row.Type)
        {
            case HistoryEventType.ExecutionStarted:
                return basic with { Input = instance.Input, Version = Some(instance.Version) };
            case HistoryEventType.TaskScheduled:
                scheduled[row.Task] = (row.Name, row.Time);
                return basic with { Input = row.Payload, Version = Some(row.Extra) };
            case HistoryEventType.SubOrchestrationInstanceCreated:
                scheduled[row.Task] = (row.Name, row.Time);
                return basic with { InstanceId = row.Extra };
            case HistoryEventType.TimerCreated:
                scheduled[row.Task] = (null, row.Time);
                return basic;
            case HistoryEventType.TaskCompleted:
            case HistoryEventType.SubOrchestrationInstanceCompleted:
                return Ended(basic, scheduled) with { Result = row.Payload };
            case HistoryEventType.TaskFailed:
            case HistoryEventType.SubOrchestrationInstanceFailed:
                return Ended(basic, scheduled) with { FailureDetails = FailureRecord.Parse(row.Payload).ToDetails() };
            case HistoryEventType.TimerFired:
                return Ended(basic, scheduled);
            case HistoryEventType.EventRaised:
                return basic with { Input = row.Payload };
            case HistoryEventType.EventSent:
                return basic with { Input = row.Payload, InstanceId = row.Extra };
            case HistoryEventType.ExecutionCompleted:
                return basic with { Result = instance.Output };
            case HistoryEventType.ExecutionFailed:
                return basic with { FailureDetails = instance.Failure is null ? null : FailureRecord.Parse(instance.Failure).ToDetails() };
            case HistoryEventType.ExecutionTerminated:
                return basic with { Result = row.Payload };
            default:
                return basic with { Reason = row.Payload };
        }
    }

    private static OrchestrationHistoryEvent Ended(OrchestrationHistoryEvent basic, Dictionary<int, (string? Name, long Time)> scheduled) =>
        basic.TaskId is { } task && scheduled.Remove(task, out (string? Name, long Time) call)
            ? basic with { Name = call.Name, ScheduledTime = At(call.Time) }
            : basic;

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    private static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
