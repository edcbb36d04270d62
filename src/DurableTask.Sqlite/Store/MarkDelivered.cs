namespace DurableTask.Sqlite.Store;

/// <summary>Writes down that an activity is delivered once more, before it is.</summary>
internal sealed class MarkDelivered(long run, int task, int deliveries) : WriteOperation
{
    public override void Apply(WriteSession session) =>
        session.Sql.Execute("UPDATE activities SET attempts = $3 WHERE run = $1 AND task = $2", run, task, deliveries);
}
