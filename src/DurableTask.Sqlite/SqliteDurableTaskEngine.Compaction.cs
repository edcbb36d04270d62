using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite;

public sealed partial class SqliteDurableTaskEngine
{
    /// <summary>
    /// Gives unused pages of the database back to the file system, in small transactions, while the engine works. About a megabyte of
    /// them stays for the next instances. The file itself is shorter after the next checkpoint of its log.
    /// </summary>
    /// <param name="pages">How many pages at most.</param>
    /// <param name="cancellation">Stops it between two transactions.</param>
    /// <exception cref="StoreUnavailableException">The engine is not running, or its database cannot be written.</exception>
    public async Task<DatabaseSpace> CompactAsync(int pages, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pages);
        long released = 0;
        while (true)
        {
            int portion = (int)Math.Min(DatabaseCompaction.Portion, pages - released);
            ReleasePages release = new(portion, DatabaseCompaction.Kept);
            await Database.Writer.WriteAsync(release, cancellation).ConfigureAwait(false);
            released += release.Released;
            if (release.Released < portion || released >= pages)
            {
                return await Database.Readers.ReadAsync(
                    sql => new DatabaseSpace(
                        released,
                        DatabaseCompaction.IsIncremental(sql) ? Math.Max(0, release.Unused - DatabaseCompaction.Kept) : 0,
                        (int)sql.Number("PRAGMA page_size")),
                    cancellation).ConfigureAwait(false);
            }
        }
    }
}

/// <summary>The unused space of an engine's database.</summary>
/// <param name="ReleasedPages">How many pages were given back.</param>
/// <param name="UnusedPages">How many more can be given back. 0 for a large file of an earlier version, which cannot shrink.</param>
/// <param name="PageBytes">How many bytes a page has.</param>
public sealed record DatabaseSpace(long ReleasedPages, long UnusedPages, int PageBytes);
