namespace DurableTask.Sqlite.Store;

/// <summary>Takes away what came for a run that is over.</summary>
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
