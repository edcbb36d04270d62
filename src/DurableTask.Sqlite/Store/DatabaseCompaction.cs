using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Store;

/// <summary>Gives unused pages of the database back to the file system, a portion at a time.</summary>
internal sealed class ReleasePages(int most, int keep) : WriteOperation
{
    public override bool FailsFast => true;

    /// <summary>How many pages this operation released.</summary>
    public long Released { get; private set; }

    /// <summary>How many unused pages there are after it.</summary>
    public long Unused { get; private set; }

    public override void Apply(WriteSession session)
    {
        long before = session.Sql.Number("PRAGMA freelist_count");
        long pages = Math.Min(most, before - keep);
        if (pages > 0 && DatabaseCompaction.IsIncremental(session.Sql))
        {
            session.Sql.Script(string.Create(CultureInfo.InvariantCulture, $"PRAGMA incremental_vacuum({pages})"));
        }

        Unused = session.Sql.Number("PRAGMA freelist_count");
        Released = before - Unused;
    }
}

/// <summary>How a database file can shrink.</summary>
internal static class DatabaseCompaction
{
    /// <summary>How many pages one transaction releases: at most some tens of milliseconds.</summary>
    public const int Portion = 500;

    /// <summary>How many unused pages stay: the next instances use them.</summary>
    public const int Kept = 256;

    // A file of an earlier version is rewritten once at the start, unless that would take many seconds.
    private const long LargestRewrite = 512L * 1024 * 1024;

    private const long Incremental = 2;

    /// <summary>Whether portions of the file can be released.</summary>
    public static bool IsIncremental(SqlSession sql) => sql.Number("PRAGMA auto_vacuum") == Incremental;

    /// <summary>Makes a file that an earlier version of the engine created able to shrink. A failure leaves it as it is.</summary>
    public static void Prepare(SqlSession sql, string path, ILogger logger)
    {
        if (IsIncremental(sql) || new FileInfo(path).Length > LargestRewrite)
        {
            return;
        }

        try
        {
            sql.Script("PRAGMA auto_vacuum = INCREMENTAL; VACUUM;");
        }
        catch (SqliteException failure) when (!StoreFailure.IsDamage(failure))
        {
            StoreLog.NotRewritten(logger, failure, path);
        }
    }
}
