using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Store;

/// <summary>
/// Moves the log into the database on a thread of its own, so that commits do not wait for it. It does not lock out the writer, and so
/// cannot always reach the end of the log. The writer's connection does that itself when the log has become long.
/// </summary>
internal sealed class Checkpointer
{
    /// <summary>Pages of the log after which the writer's own connection moves what is left: 16 MB.</summary>
    public const int LongestLog = 4_000;

    // A stop waits for it.
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(1);

    private const int Commits = 256;
    private const int Writes = 1_000;

    private readonly string _path;
    private readonly Action<Exception> _damaged;
    private readonly ILogger _logger;
    private readonly object _gate = new();
    private readonly Thread _thread;
    private int _commits;
    private int _writes;
    private bool _isDue;
    private bool _isOver;

    /// <param name="path">The file.</param>
    /// <param name="damaged">Called when the file turns out to be damaged.</param>
    /// <param name="logger">For faults.</param>
    public Checkpointer(string path, Action<Exception> damaged, ILogger logger)
    {
        _path = path;
        _damaged = damaged;
        _logger = logger;
        _thread = new Thread(Work) { IsBackground = true, Name = "DurableTask.Sqlite log" };
        _thread.Start();
    }

    /// <summary>Counts a commit. Called by one thread at a time.</summary>
    public void Committed(int writes)
    {
        _commits++;
        _writes += writes;
        if (_commits >= Commits || _writes >= Writes)
        {
            _commits = 0;
            _writes = 0;
            lock (_gate)
            {
                _isDue = true;
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Returns when nothing is being moved any more.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Work()
    {
        SqlSession? session = null;
        while (WaitUntilDue())
        {
            try
            {
                session ??= SqlSession.Open(_path, SqliteOpenMode.ReadWrite, LockTimeout);
                session.Execute("PRAGMA wal_checkpoint(PASSIVE)");
            }
            catch (SqliteException exception) when (StoreFailure.IsDamage(exception))
            {
                _damaged(exception);
            }
            catch (SqliteException exception)
            {
                // Nothing is lost: the log keeps what was not moved, and a commit shows whether the disk still takes writes.
                StoreLog.NotMoved(_logger, exception, _path);
            }
        }

        session?.Dispose();
    }

    private bool WaitUntilDue()
    {
        lock (_gate)
        {
            while (!_isDue && !_isOver)
            {
                Monitor.Wait(_gate);
            }

            _isDue = false;
            return !_isOver;
        }
    }
}
