namespace DurableTask.Sqlite.Store;

/// <summary>Puts results of activities that nobody can take now into the inboxes.</summary>
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
