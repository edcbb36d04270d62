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
                long size = await Database.Readers.ReadAsync(static sql => sql.Number("PRAGMA page_size"), cancellation)
                    .ConfigureAwait(false);
                bool canRelease = await Database.Readers.ReadAsync(DatabaseCompaction.IsIncremental, cancellation).ConfigureAwait(false);
                return new DatabaseSpace(
                    released, canRelease ? Math.Max(0, release.Unused - DatabaseCompaction.Kept) : 0, (int)size);
            }
        }
    }
}

/// <summary>The unused space of an engine's database.</summary>
/// <param name="ReleasedPages">How many pages were given back.</param>
/// <param name="UnusedPages">How many more can be given back. 0 for a large file of an earlier version, which cannot shrink.</param>
/// <param name="PageBytes">How many bytes a page has.</param>
public sealed record DatabaseSpace(long ReleasedPages, long UnusedPages, int PageBytes);
