using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Store;

/// <summary>A few connections for reading. Each read sees one snapshot; snapshots are short.</summary>
/// <param name="path">The file.</param>
/// <param name="damaged">Called when the file turns out to be damaged.</param>
internal sealed class StoreReaders(string path, Action<Exception> damaged) : IDisposable
{
    private const int Connections = 4;

    private readonly ConcurrentBag<SqlSession> _idle = [];
    private readonly SemaphoreSlim _room = new(Connections);

    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public async Task<T> ReadAsync<T>(Func<SqlSession, T> read, CancellationToken cancellation = default)
    {
        await _room.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            SqlSession session = _idle.TryTake(out SqlSession? idle) ? idle : Open();
            try
            {
                return read(session);
            }
            finally
            {
                _idle.Add(session);
            }
        }
        catch (SqliteException exception)
        {
            if (StoreFailure.IsDamage(exception))
            {
                damaged(exception);
            }

            throw new StoreUnavailableException(StoreFailure.Describe(path, exception), exception);
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out SqlSession? session))
        {
            session.Dispose();
        }

        _room.Dispose();
    }

    private SqlSession Open()
    {
        SqlSession session = SqlSession.Open(path, SqliteOpenMode.ReadWrite);
        session.Script("PRAGMA query_only = 1");
        return session;
    }
}
