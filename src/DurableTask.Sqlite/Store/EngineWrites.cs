using System.Globalization;

namespace DurableTask.Sqlite.Store;

/// <summary>Records one more delivery of an activity, before it happens.</summary>
internal sealed class MarkDelivered(long run, int task, int deliveries) : WriteOperation
{
    public override void Apply(WriteSession session) =>
        session.Sql.Execute("UPDATE activities SET attempts = $3 WHERE run = $1 AND task = $2", run, task, deliveries);
}

/// <summary>The last write: an orderly stop shows that no activity killed the process.</summary>
internal sealed class CloseCleanly : WriteOperation
{
    public override void Apply(WriteSession session)
    {
        session.Sql.Execute("UPDATE activities SET attempts = $1 WHERE attempts <> $1", ActivityWork.Fresh);
        session.Sql.Execute("INSERT OR REPLACE INTO meta VALUES ('clean', '1')");
    }
}

/// <summary>Writes a few KB of filler, to check that a commit succeeds.</summary>
internal sealed class CommitProbe(DateTimeOffset now) : WriteOperation
{
    private const int Characters = 4096;

    public override bool FailsFast => true;

    public override void Apply(WriteSession session) => session.Sql.Execute(
        "INSERT OR REPLACE INTO meta VALUES ('probe', $1)", now.UtcTicks.ToString(CultureInfo.InvariantCulture).PadRight(Characters, '.'));
}
