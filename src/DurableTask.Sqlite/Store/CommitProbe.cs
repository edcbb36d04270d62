using System.Globalization;

namespace DurableTask.Sqlite.Store;

/// <summary>Writes a few KB that mean nothing, to learn whether they can be committed.</summary>
internal sealed class CommitProbe(DateTimeOffset now) : WriteOperation
{
    private const int Characters = 4096;

    public override bool FailsFast => true;

    public override void Apply(WriteSession session) => session.Sql.Execute(
        "INSERT OR REPLACE INTO meta VALUES ('probe', $1)", now.UtcTicks.ToString(CultureInfo.InvariantCulture).PadRight(Characters, '.'));
}
