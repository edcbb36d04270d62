using System.Diagnostics.CodeAnalysis;
using DurableTask.Sqlite.Client;
using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Runtime;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTask.Sqlite;

/// <summary>
/// An embedded durable engine: the Durable Task programming model on one SQLite file, for one process. All changes of one turn of an
/// orchestration are one transaction; a process that dies at any moment loses nothing that was acknowledged. Activities run at least
/// once. An engine is started once and stopped once.
/// </summary>
public sealed partial class SqliteDurableTaskEngine : IHostedService, IAsyncDisposable
{
    /// <summary>
    /// The name of the engine's <see cref="System.Diagnostics.ActivitySource"/>. Its spans have the names and attributes of Durable Task:
    /// <c>create_orchestration:Name</c>, <c>orchestration:Name</c>, <c>activity:Name</c>.
    /// </summary>
    public const string ActivitySourceName = EngineTracing.SourceName;

    /// <summary>The name of the engine's <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = EngineMeter.MeterName;

    private readonly EngineMeter _meter;
    private readonly SqliteDurableTaskOptions _options;
    private readonly RuntimeEnvironment _environment;
    private readonly TimeProvider _time;
    private readonly InstanceWaiters _waiters = new();
    private readonly ILogger _logger;
    private readonly EngineCounters _counters = new();
    private readonly SemaphoreSlim _lifecycle = new(1);
    private Parts? _parts;
    private bool _isEnding;
    private bool _isOver;
    private EngineHealth _health;

    /// <summary>Creates an engine, which is not started yet.</summary>
    /// <param name="options">The options.</param>
    /// <param name="registry">The orchestrators and activities. Do not change it once the engine is started.</param>
    /// <param name="converter">How inputs and outputs become text; System.Text.Json with its defaults, and fields, if null.</param>
    /// <param name="time">The clock; the system's if null.</param>
    /// <param name="loggerFactory">Where to log; nowhere if null.</param>
    /// <exception cref="ArgumentException">An option is not valid; the message names it.</exception>
    public SqliteDurableTaskEngine(
        SqliteDurableTaskOptions options,
        SqliteDurableTaskRegistry registry,
        DataConverter? converter = null,
        TimeProvider? time = null,
        ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(registry);
        options.Validate();
        _options = options;
        _time = time ?? TimeProvider.System;
        ILoggerFactory loggers = loggerFactory ?? NullLoggerFactory.Instance;
        _logger = new EngineLogger(loggers.CreateLogger<SqliteDurableTaskEngine>());
        DataConverter json = converter ?? JsonDataConverter.Default;
        _environment = new RuntimeEnvironment(
            name => registry.FindOrchestrator(name, json),
            name => registry.FindActivity(name, json),
            json,
            loggers,
            options.DefaultVersion ?? string.Empty,
            new VersionRule(options.DefaultVersion ?? string.Empty, options.VersionMatchStrategy, options.VersionFailureStrategy));
        _health = new EngineHealth(false, "The engine is not started.", _time.GetUtcNow()) { Problem = StoreProblem.NotRunning };
        _meter = new EngineMeter(() => Volatile.Read(ref _parts) is { } parts ? StatisticsOf(parts) : null);
        Client = new SqliteDurableTaskClient(
            new ClientEnvironment(
                () => Database,
                StartAsync,
                _environment,
                _waiters,
                _time,
                options.NewestFirst,
                [.. options.IndexedInputs],
                [.. options.IndexedOutputs],
                options.MaxMessageBytes));
    }

    /// <summary>Starts, queries and manages orchestrations of this engine. Usable while the engine runs.</summary>
    public SqliteDurableTaskClient Client { get; }

    /// <summary>Whether the engine can work, and why not.</summary>
    public EngineHealth Health => Volatile.Read(ref _health);

    /// <exception cref="StoreUnavailableException">The engine is not running.</exception>
    internal Database Database => Running.Database;

    private Parts Running => Volatile.Read(ref _parts)
        ?? throw new StoreUnavailableException(_isOver ? "The engine is stopped." : "The engine is not started.")
        {
            Problem = StoreProblem.NotRunning,
        };

    /// <summary>Opens the database and continues with everything in it.</summary>
    /// <exception cref="DatabaseInUseException">Another engine or process has the database; the message names it.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be opened, is damaged, or is of a newer version.</exception>
    /// <exception cref="InvalidOperationException">The engine was started before.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _lifecycle.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_parts is not null || _isOver)
            {
                throw new InvalidOperationException("The engine was already started; an engine is started once.");
            }

            Start();
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    /// <summary>
    /// Starts no more work, cancels the tokens of activities, waits for running work up to
    /// <see cref="SqliteDurableTaskOptions.ShutdownTimeout"/> or until the token is cancelled, and closes the database. Work that did not
    /// finish runs again at the next start.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken) => EndAsync(abandon: false, cancellationToken);

    /// <inheritdoc cref="StopAsync"/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(abandon: false, CancellationToken.None).ConfigureAwait(false);
        _meter.Dispose();
        _lifecycle.Dispose();
    }

    /// <summary>Commits a few KB of filler, to check that the database can be written.</summary>
    /// <param name="cancellation">Stops waiting; the commit may still happen.</param>
    /// <exception cref="StoreUnavailableException">The engine is not running, or its database cannot be written.</exception>
    public Task ProbeAsync(CancellationToken cancellation = default) =>
        Database.Writer.WriteAsync(new CommitProbe(_time.GetUtcNow()), cancellation).WaitAsync(cancellation);

    /// <summary>The history of an instance's present execution, in order; empty if there is no such instance.</summary>
    public IAsyncEnumerable<OrchestrationHistoryEvent> GetHistoryAsync(string instanceId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return HistoryReader.ReadAsync(Database.Readers, instanceId, cancellation);
    }

    /// <summary>The versions of some instances, which the client's metadata does not have.</summary>
    /// <param name="instanceIds">The instances.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The versions by instance id, without those of unversioned and unknown instances.</returns>
    public async Task<IReadOnlyDictionary<string, string>> GetVersionsAsync(
        IEnumerable<string> instanceIds, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(instanceIds);
        string[] ids = [.. instanceIds];
        return await Database.Readers.ReadAsync(sql => StoreQueries.ReadVersions(sql, ids), cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes a copy of the database of one moment to a new file, while the engine works. An engine that is started on the copy continues
    /// as after a crash at that moment.
    /// </summary>
    /// <param name="path">The new file; its folder is created if it is missing.</param>
    /// <param name="cancellation">Stops it before the copy begins.</param>
    /// <exception cref="IOException">The file exists already.</exception>
    /// <exception cref="StoreUnavailableException">The engine is not running, or the copy cannot be written.</exception>
    public Task BackUpAsync(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _ = Running;
        return Task.Run(() => DatabaseBackup.Write(_options.DatabasePath, path), cancellation);
    }

    /// <summary>
    /// Writes the history of an instance's present execution to a new file, as JSON lines, while the engine works. It is of one moment.
    /// </summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="path">The new file; its folder is created if it is missing.</param>
    /// <param name="cancellation">Stops it; no file is left.</param>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="DamagedInstanceException">A row of the instance cannot be read.</exception>
    /// <exception cref="IOException">The file exists already.</exception>
    /// <exception cref="StoreUnavailableException">The engine is not running, or its database cannot be read.</exception>
    public Task ExportHistoryAsync(string instanceId, string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _ = Running;
        return HistoryExport.WriteToFileAsync(_options.DatabasePath, instanceId, path, cancellation);
    }

    /// <summary>Writes the history of an instance's present execution as JSON lines.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="destination">Where to; not closed.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="DamagedInstanceException">A row of the instance cannot be read.</exception>
    /// <exception cref="StoreUnavailableException">The engine is not running, or its database cannot be read.</exception>
    public Task ExportHistoryAsync(string instanceId, Stream destination, CancellationToken cancellation = default)
    {
        _ = Running;
        return HistoryExport.WriteAsync(_options.DatabasePath, instanceId, destination, cancellation);
    }

    /// <summary>For tests: what the engine is doing and has done.</summary>
    internal EngineStatistics GetStatistics() => StatisticsOf(Running);

    /// <summary>For tests: stops as if the process had died. Nothing more is written.</summary>
    internal Task AbandonAsync() => EndAsync(abandon: true, CancellationToken.None);

    private Task StartAsync(
        NewInstance instance,
        IReadOnlyCollection<OrchestrationRuntimeStatus> refused,
        long now,
        CancellationToken cancellation) =>
        Running.Orchestrations.TryStart(instance, refused, now, out Task? started)
            ? started.WaitAsync(cancellation)
            : Database.Writer.WriteAsync(new StartInstance(instance, refused, now), cancellation);

    private EngineStatistics StatisticsOf(Parts parts) => new(
        parts.Orchestrations.Active,
        parts.Orchestrations.Queued,
        parts.Orchestrations.Cached,
        parts.Activities.Running,
        parts.Activities.Queued,
        _counters.Episodes,
        _counters.Replays,
        parts.Database.Writer.Commits,
        parts.Database.Writer.Writes,
        _counters.DroppedMessages);

    [SuppressMessage("Reliability", "CA2000", Justification = "The parts are disposed of when the engine stops.")]
    private void Start()
    {
        // Effects of commits before the parts exist are not lost: the parts read the database when they start.
        IEngineFaults? faults = _options.Faults;
        var database = Database.Open(_options, _time.GetUtcNow(), OnCommitted, OnHealth, _logger);
        var cache = new OrchestrationCache(_options.MaxCachedOrchestrations, _options.MaxCachedCharacters);
        var orchestrations = new OrchestrationDispatcher(
            database, _environment, _options.MaxConcurrentOrchestrations, cache, faults, _time, _counters, _logger);
        var activities = new ActivityRunner(
            database,
            _environment,
            _options.MaxConcurrentActivities,
            _options.MaxActivityDeliveries,
            faults,
            orchestrations.DeliverAsync,
            _logger);
        var timers = new TimerService(database, _time, _logger);
        Volatile.Write(ref _parts, new Parts(database, orchestrations, activities, timers));
        SetHealth(null, StoreProblem.None);
        orchestrations.Start(activities.Ended, () => activities.IsIdle);
        activities.Start();
        timers.Start();
    }

    private void OnCommitted(CommitEffects effects)
    {
        if (Volatile.Read(ref _parts) is not { } parts)
        {
            return;
        }

        if (effects.Activities.Count > 0)
        {
            parts.Activities.Add(effects.Activities);
        }

        if (effects.Messages.Count > 0)
        {
            parts.Orchestrations.Notify(effects.Messages);
        }

        if (effects.EarliestTimer != long.MaxValue)
        {
            parts.Timers.Schedule(effects.EarliestTimer);
        }

        effects.Terminated.ForEach(parts.Activities.Cancel);
        _waiters.Changed(effects.Statuses);
    }

    private void OnHealth(StoreUnavailableException? fault)
    {
        if (Volatile.Read(ref _isEnding))
        {
            return;
        }

        SetHealth(fault?.Message, fault?.Problem ?? StoreProblem.None);
        Parts? parts = Volatile.Read(ref _parts);
        parts?.Orchestrations.Pause(fault);
        parts?.Activities.Pause(fault is not null);
    }

    private void SetHealth(string? reason, StoreProblem problem) =>
        Volatile.Write(ref _health, new EngineHealth(reason is null, reason, _time.GetUtcNow()) { Problem = problem });

    private async Task EndAsync(bool abandon, CancellationToken cancellation)
    {
        if (_isOver)
        {
            return;
        }

        await _lifecycle.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (!_isOver && _parts is { } parts)
            {
                await EndAsync(parts, abandon || !Health.IsHealthy, cancellation).ConfigureAwait(false);
            }

            _isOver = true;
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    /// <summary>Does not wait if nothing can be written: what was acknowledged is in the database, the rest runs again.</summary>
    private async Task EndAsync(Parts parts, bool abandon, CancellationToken cancellation)
    {
        Volatile.Write(ref _isEnding, true);
        SetHealth("The engine is stopped.", StoreProblem.NotRunning);
        if (abandon)
        {
            await parts.Database.Writer.StopAsync(abandon: true).ConfigureAwait(false);
        }
        else
        {
            parts.Database.Writer.BeginStop();
        }

        await parts.Timers.StopAsync().ConfigureAwait(false);
        await Task.WhenAll(
            parts.Activities.StopAsync(_options.ShutdownTimeout, cancellation),
            parts.Orchestrations.StopAsync(_options.ShutdownTimeout, cancellation)).ConfigureAwait(false);
        if (!abandon)
        {
            await WriteLastGroupAsync(parts).ConfigureAwait(false);
            await parts.Database.Writer.StopAsync(abandon: false).ConfigureAwait(false);
        }

        Volatile.Write(ref _parts, null);
        _waiters.Close();
        await parts.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteLastGroupAsync(Parts parts)
    {
        try
        {
            List<(long Run, InboxMessage Result)> results = parts.Orchestrations.TakeResults();
            if (results.Count > 0)
            {
                await parts.Database.Writer.WriteAsync(new KeepResults(results)).ConfigureAwait(false);
            }

            await parts.Database.Writer.WriteAsync(new CloseCleanly()).WaitAsync(_options.ShutdownTimeout).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or TimeoutException)
        {
            LogNotClosedCleanly(exception);
        }
    }

    [LoggerMessage(30, LogLevel.Warning, "The last results could not be written; their activities run again at the next start.")]
    private partial void LogNotClosedCleanly(Exception exception);

    private sealed record Parts(Database Database, OrchestrationDispatcher Orchestrations, ActivityRunner Activities, TimerService Timers)
    {
        public async ValueTask DisposeAsync()
        {
            await Timers.DisposeAsync().ConfigureAwait(false);
            Activities.Dispose();
            Orchestrations.Dispose();
            Database.Dispose();
        }
    }
}
