namespace DurableTask.Sqlite.Store;

/// <summary>
/// Faults that tests inject into an engine: late, lost and repeated deliveries, and a database that fails. Null in production. Called on
/// any thread. An implementation overrides the members that it needs.
/// </summary>
internal interface IEngineFaults
{
    /// <summary>The engine starts.</summary>
    /// <param name="calls">How to run activities and deliver their results.</param>
    void Attach(ActivityCalls calls);

    /// <summary>Called before each statement that creates or upgrades the tables, and before its commit.</summary>
    void BeforeSchemaStatement(string statement)
    {
    }

    /// <summary>Called before each attempt to commit, with the writer's own connection.</summary>
    void BeforeCommit(SqlSession sql)
    {
    }

    /// <summary>Called before each turn. What it throws is a fault of the engine in that turn.</summary>
    void BeforeTurn(long run)
    {
    }

    /// <summary>When a message is delivered, once or more often: ticks of UTC, or zero for now.</summary>
    /// <param name="kind">The kind of message.</param>
    /// <param name="run">The run it is for.</param>
    /// <param name="message">Its number.</param>
    /// <param name="due">When it should be delivered.</param>
    IReadOnlyList<long> DeliveryTimes(MessageKind kind, long run, long message, long due) => [due];

    /// <summary>Whether to drop silently a start that would be refused because of this run.</summary>
    bool DropsStart(long run, long created) => false;

    /// <summary>Whether a turn is lost before it is durable. It is retried.</summary>
    /// <param name="run">The run.</param>
    /// <param name="scheduled">The activities that the turn scheduled. They may still run.</param>
    bool LosesTurn(long run, IReadOnlyList<ActivityWork> scheduled) => false;

    /// <summary>Whether a waiting orchestration is dropped from memory after its turn.</summary>
    bool Unloads(long run, int sequence) => false;

    /// <summary>Runs an activity and delivers its result at least once, unless the engine stops.</summary>
    Task RunActivityAsync(ActivityWork work);

    /// <summary>Waits for the activity calls that the engine did not request.</summary>
    Task DrainAsync() => Task.CompletedTask;
}

/// <summary>What <see cref="IEngineFaults"/> may do with activities.</summary>
/// <param name="FirstAsync">Runs an activity as the engine does; null if it runs again at the next start.</param>
/// <param name="AgainAsync">Runs an activity another time; only a stop cancels that call. Null if the engine stops.</param>
/// <param name="DeliverAsync">Delivers a result to its run.</param>
/// <param name="Stopping">Cancelled when the engine stops.</param>
internal sealed record ActivityCalls(
    Func<ActivityWork, Task<InboxMessage?>> FirstAsync,
    Func<ActivityWork, Task<InboxMessage?>> AgainAsync,
    Func<long, InboxMessage, Task> DeliverAsync,
    CancellationToken Stopping);
