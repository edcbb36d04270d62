namespace DurableTask.Sqlite.Store;

/// <summary>Makes the messages of timers and late starts that are due ready, the earliest first.</summary>
internal sealed class FireTimers(long now) : WriteOperation
{
    private const int Page = 500;

    /// <summary>The next due time; <see cref="long.MaxValue"/> where there is none.</summary>
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
