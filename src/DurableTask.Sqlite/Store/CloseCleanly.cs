using DurableTask.Sqlite.Activities;

namespace DurableTask.Sqlite.Store;

/// <summary>The last write: an orderly stop shows that no activity killed the process.</summary>
internal sealed class CloseCleanly : WriteOperation
{
    public override void Apply(WriteSession session)
    {
        session.Sql.Execute("UPDATE activities SET attempts = $1 WHERE attempts <> $1", ActivityWork.Fresh);
        session.Sql.Execute("INSERT OR REPLACE INTO meta VALUES ('clean', '1')");
    }
}
