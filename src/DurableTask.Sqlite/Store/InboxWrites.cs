using Grpc.Core;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Store;

/// <summary>Puts a message into the inbox of an instance that is not finished. Refuses it as the Functions host does.</summary>
internal sealed class SendMessage(string id, MessageKind kind, int task, string? name, string? payload) : WriteOperation
{
    public override bool FailsFast => true;

    public override void Apply(WriteSession session)
    {
        if (session.FindInstance(id) is not { } instance)
        {
            throw Refusal(StatusCode.NotFound, $"There is no orchestration with the instance id '{id}'.");
        }

        if (InstanceRow.IsFinal(instance.Status))
        {
            throw Refusal(StatusCode.FailedPrecondition, $"The orchestration '{id}' is {instance.Status}.");
        }

        if (kind == MessageKind.Suspend && instance.Status == OrchestrationRuntimeStatus.Suspended)
        {
            throw Refusal(StatusCode.FailedPrecondition, $"The orchestration '{id}' is already suspended.");
        }

        session.Post(instance.Run, kind, task, name, payload);
    }

    private static WriteRefusedException Refusal(StatusCode code, string detail) => new(new RpcException(new Status(code, detail), detail));
}

/// <summary>Makes the messages of timers and late starts that are due ready, the earliest first.</summary>
internal sealed class FireTimers(long now) : WriteOperation
{
    private const int Page = 500;

    /// <summary>The next due time; <see cref="long.MaxValue"/> if there is none.</summary>
    public long Next { get; private set; }

    public bool MayHaveMore { get; private set; }

    public override void Apply(WriteSession session)
    {
        var due = new List<(long Id, long Run)>();
        using (var reader = session.Sql.Query("SELECT id, run FROM inbox WHERE due > 0 AND due <= $1 ORDER BY due, id LIMIT $2", now, Page))
        {
            while (reader.Read())
            {
                due.Add((reader.GetInt64(0), reader.GetInt64(1)));
            }
        }

        foreach ((long id, long run) in due)
        {
            session.Fire(id, run);
        }

        MayHaveMore = due.Count == Page;
        Next = StoreQueries.NextDue(session.Sql);
    }
}

/// <summary>Puts results of activities that no turn can take now into the inboxes.</summary>
internal sealed class KeepResults(IReadOnlyList<(long Run, InboxMessage Result)> results) : WriteOperation
{
    public override void Apply(WriteSession session)
    {
        foreach ((long run, InboxMessage result) in results)
        {
            if (session.FindLiveRun(run) is not null)
            {
                session.Post(run, result.Kind, result.Task, payload: result.Payload);
            }

            session.DeleteActivity(run, result.Task, orphan: true);
        }
    }
}

/// <summary>Deletes messages and results for a run that is over.</summary>
internal sealed class DropMessages(long run, IReadOnlyList<int> tasks, bool inbox) : WriteOperation
{
    public override void Apply(WriteSession session)
    {
        foreach (int task in tasks)
        {
            session.DeleteActivity(run, task, orphan: true);
        }

        if (inbox)
        {
            session.DeleteInbox(run);
        }
    }
}
