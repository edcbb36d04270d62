using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Store;

/// <summary>Runs queries.</summary>
internal interface ISqlReader
{
    /// <summary>Runs a query on one snapshot.</summary>
    Task<T> ReadAsync<T>(Func<SqlSession, T> read, CancellationToken cancellation = default);
}

/// <summary>A few connections for reading. Each read sees one snapshot; snapshots are short.</summary>
/// <param name="path">The file.</param>
/// <param name="lockTimeout">How long a read waits for a lock of another process.</param>
/// <param name="damaged">Called when the file turns out to be damaged.</param>
internal sealed class StoreReaders(string path, TimeSpan lockTimeout, Action<Exception> damaged) : ISqlReader, IDisposable
{
    private const int Connections = 4;

    private readonly ConcurrentBag<SqlSession> _idle = [];
    private readonly SemaphoreSlim _room = new(Connections);
    private volatile bool _isClosed;

    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public async Task<T> ReadAsync<T>(Func<SqlSession, T> read, CancellationToken cancellation = default)
    {
        await _room.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_isClosed)
            {
                throw StoreFailure.Stopped();
            }

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

            throw StoreFailure.Unavailable(path, exception);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Waits for the reads that are under way, since their connections keep the log; others fail.</summary>
    [SuppressMessage("Usage", "CA2213", Justification = "Reads that wait get their turn, and fail; nothing has to be disposed of.")]
    public void Dispose()
    {
        _isClosed = true;
        for (int i = 0; i < Connections; i++)
        {
            _room.Wait();
        }

        while (_idle.TryTake(out SqlSession? session))
        {
            session.Dispose();
        }

        _room.Release(Connections);
    }

    private SqlSession Open()
    {
        SqlSession session = SqlSession.Open(path, SqliteOpenMode.ReadWrite, lockTimeout);
        session.Script("PRAGMA query_only = 1");
        return session;
    }
}
