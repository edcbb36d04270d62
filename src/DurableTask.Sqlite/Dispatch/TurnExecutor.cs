using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Runtime;
using DurableTask.Sqlite.Store;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>Runs one turn of an orchestration: replays it if it is not in memory, runs its code, and commits its decisions.</summary>
/// <param name="database">Where runs, messages and histories are.</param>
/// <param name="environment">What all runs share.</param>
/// <param name="faults">Null in production.</param>
/// <param name="time">The clock.</param>
/// <param name="counters">Counts episodes and replays.</param>
/// <param name="logger">Logs ends and dropped messages.</param>
/// <param name="wake">Called with the run, on any thread, when a run needs a turn although it has no message.</param>
internal sealed class TurnExecutor(
    Database database,
    RuntimeEnvironment environment,
    IEngineFaults? faults,
    TimeProvider time,
    EngineCounters counters,
    ILogger logger,
    Action<long> wake)
{
    private const int MessagesPerTurn = 1000;
    private const int HistoryPage = 500;

    /// <summary>Runs a turn.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cached">The orchestration; null if it is not in memory.</param>
    /// <param name="work">Results of activities, and whether to read the inbox.</param>
    /// <returns>Null if a test lost the turn. Otherwise every result is durable or dropped.</returns>
    public async Task<TurnResult?> ExecuteAsync(long run, LiveOrchestration? cached, SlotWork work)
    {
        try
        {
            return await RunAsync(run, cached, work).ConfigureAwait(false);
        }
        catch (DamagedRowException damage)
        {
            return await FailDamagedAsync(run, work, damage).ConfigureAwait(false);
        }
    }

    /// <summary>Whether runs of a version are not left to other engines.</summary>
    public bool Runs(string version) => Rejection(version) is null;

    /// <summary>Runs the first turn of a run and commits it with the run's start. A fault fails the start.</summary>
    public async Task<TurnResult> StartAsync(StartWithTurn start, bool isAlone)
    {
        try
        {
            LiveOrchestration live = Create(start.Row);
            Episode episode = live.RunEpisode([InboxMessage.FirstTurn], time.GetUtcNow().UtcDateTime);
            start.Take(episode);
            await WriteAsync(start, isAlone).ConfigureAwait(false);
            counters.Episode();
            Report(live, episode, start.Dropped);
            return new TurnResult(episode.End is null ? live : null, MayHaveMore: false);
        }
#pragma warning disable CA1031 // The caller of the start gets it.
        catch (Exception exception)
        {
            start.Fail(exception);
            return new TurnResult(null, MayHaveMore: false);
        }
#pragma warning restore CA1031
    }

    private async Task<TurnResult?> RunAsync(long run, LiveOrchestration? cached, SlotWork work)
    {
        faults?.BeforeTurn(run);
        InstanceRow? instance = cached?.Instance ?? await FindUnfinishedAsync(run).ConfigureAwait(false);
        if (instance is null)
        {
            return await DropAsync(run, work).ConfigureAwait(false);
        }

        string? rejection = Rejection(instance.Version);
        if (rejection is not null && !await IsTerminatedAsync(run, work).ConfigureAwait(false))
        {
            DispatchLog.Rejected(logger, instance.Id, rejection);
            await KeepAsync(run, work.Results, new Episode()).ConfigureAwait(false);
            return new TurnResult(null, MayHaveMore: false);
        }

        LiveOrchestration live = cached ?? await LoadAsync(instance).ConfigureAwait(false);
        bool wasSuspended = live.IsSuspended;
        RowPage<InboxMessage>? inbox = work.HasInbox
            ? await ReadInboxAsync(run, controlOnly: wasSuspended || rejection is not null).ConfigureAwait(false)
            : null;
        List<InboxMessage> messages = inbox?.Rows ?? [];
        bool mayHaveMore = inbox?.IsFull ?? false;
        messages.AddRange(work.Results);

        Episode episode = live.RunEpisode(messages, time.GetUtcNow().UtcDateTime);
        if (faults is not null && faults.LosesTurn(run, Scheduled(live.Instance, episode)))
        {
            return null;
        }

        var commit = new EpisodeCommit(live.Instance, episode);
        await CommitAsync(commit, episode, work.IsAlone).ConfigureAwait(false);
        if (commit.IsVoid)
        {
            return await DropAsync(run, work).ConfigureAwait(false);
        }

        await KeepAsync(run, work.Results, episode).ConfigureAwait(false);
        Report(live, episode, episode.Dropped + commit.Dropped);
        return episode.End is null
            ? new TurnResult(faults?.Unloads(run, live.NextSequence) is true ? null : live, mayHaveMore || wasSuspended != live.IsSuspended)
            : new TurnResult(null, MayHaveMore: false);
    }

    private Task<RowPage<InboxMessage>> ReadInboxAsync(long run, bool controlOnly) =>
        database.Readers.ReadAsync(sql => StoreQueries.ReadInbox(sql, run, controlOnly, MessagesPerTurn));

    /// <summary>The instance fails with the reason, so that it is not retried without end.</summary>
    private async Task<TurnResult> FailDamagedAsync(long run, SlotWork work, DamagedRowException damage)
    {
        var failure = FailureRecord.From(DamagedInstanceException.Of(damage));
        var fail = new FailDamagedRun(run, failure with { IsNonRetriable = true }, time.GetUtcNow().UtcTicks);
        await database.Writer.WriteAsync(fail).ConfigureAwait(false);
        DispatchLog.Damaged(logger, damage, fail.InstanceId, run);
        return await DropAsync(run, work).ConfigureAwait(false);
    }

    private static List<ActivityWork> Scheduled(InstanceRow instance, Episode episode) =>
    [
        .. episode.Decisions
            .Where(decision => decision.Row.Type == HistoryEventType.TaskScheduled)
            .Select(decision => ActivityWork.Scheduled(instance, decision.Row)),
    ];

    /// <summary>Why the run waits for an engine of another version; null if it does not.</summary>
    private string? Rejection(string version) =>
        environment.Versions.Failure == VersionFailureStrategy.Reject ? environment.Versions.Refuse(version) : null;

    /// <summary>A termination does not wait for an engine of the version, however many other messages do.</summary>
    private async Task<bool> IsTerminatedAsync(long run, SlotWork work) =>
        work.HasInbox
        && (await ReadInboxAsync(run, controlOnly: true).ConfigureAwait(false)).Rows
            .Exists(message => message.Kind == MessageKind.Terminate);

    private async Task CommitAsync(EpisodeCommit commit, Episode episode, bool isAlone)
    {
        if (!episode.IsEmpty)
        {
            await WriteAsync(commit, isAlone).ConfigureAwait(false);
            counters.Episode();
        }
    }

    private Task WriteAsync(WriteOperation operation, bool isAlone) =>
        isAlone ? database.Writer.WriteHereAsync(operation) : database.Writer.WriteAsync(operation);

    private void Report(LiveOrchestration live, Episode episode, int dropped)
    {
        InstanceRow instance = live.Instance;
        if (dropped > 0)
        {
            counters.Dropped(dropped);
            DispatchLog.Dropped(logger, dropped, instance.Id);
        }

        if (episode.End is { } end)
        {
            EngineTracing.Report(instance, live.StartedAt, time.GetUtcNow().UtcDateTime, end);
        }

        if (episode.End is OrchestrationEnd.Finished finished)
        {
            DispatchLog.Finished(logger, instance.Name, instance.Id, finished.Status);
        }
    }

    /// <summary>The commit has made durable what the episode took. Results that a suspended instance left go to its inbox.</summary>
    private async Task KeepAsync(long run, List<InboxMessage> results, Episode episode)
    {
        if (results.Count == episode.Results.Count)
        {
            return;
        }

        var taken = episode.Results.ToHashSet();
        List<(long, InboxMessage)> left = [.. results.Where(result => !taken.Contains(result.Task)).Select(result => (run, result))];
        if (left.Count > 0)
        {
            await database.Writer.WriteAsync(new KeepResults(left)).ConfigureAwait(false);
        }
    }

    private async Task<TurnResult> DropAsync(long run, SlotWork work)
    {
        var drop = new DropMessages(run, [.. work.Results.Select(result => result.Task)], work.HasInbox);
        await database.Writer.WriteAsync(drop).ConfigureAwait(false);
        counters.Dropped(work.Results.Count);
        return new TurnResult(null, MayHaveMore: false);
    }

    /// <returns>Null if the run is over.</returns>
    private async Task<InstanceRow?> FindUnfinishedAsync(long run) =>
        await database.Readers.ReadAsync(sql => StoreQueries.FindRun(sql, run)).ConfigureAwait(false) is { IsFinished: false } instance
            ? instance
            : null;

    private LiveOrchestration Create(InstanceRow instance)
    {
        long run = instance.Run;
        var live = new LiveOrchestration(instance, environment, () => wake(run));
        if (environment.Versions.Refuse(instance.Version) is { } reason)
        {
            live.Break(VersionRule.Mismatch(reason));
        }

        return live;
    }

    private async Task<LiveOrchestration> LoadAsync(InstanceRow instance)
    {
        long run = instance.Run;
        LiveOrchestration live = Create(instance);
        int from = 0;
        RowPage<HistoryRow> page;
        do
        {
            int next = from;
            page = await database.Readers.ReadAsync(sql => StoreQueries.ReadHistory(sql, run, next, HistoryPage)).ConfigureAwait(false);
            live.Replay(page.Rows);
            from += page.Rows.Count;
        }
        while (page.IsFull);

        if (from > 0)
        {
            live.EndReplay();
            counters.Replay();
        }

        return live;
    }
}

/// <summary>How a turn ended.</summary>
/// <param name="Live">The orchestration, if it continues and may stay in memory.</param>
/// <param name="MayHaveMore">Whether the inbox may have more for it.</param>
internal sealed record TurnResult(LiveOrchestration? Live, bool MayHaveMore);
