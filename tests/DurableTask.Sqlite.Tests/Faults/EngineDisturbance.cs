namespace DurableTask.Sqlite.Tests.Faults;

/// <summary>
/// For tests of what runs on the engine: how it disturbs its own deliveries, as backends do that deliver at least once. Every chance
/// is from 0 (never) to 1 (always), and each case is decided by <see cref="Seed"/>, the run and the task. What the programming model
/// promises still holds: a task gets one result, an orchestration's turn counts once, nothing is lost. Suspend, resume and terminate
/// keep their order and come once.
/// </summary>
internal sealed record EngineDisturbance
{
    /// <summary>Decides each case.</summary>
    public required int Seed { get; init; }

    /// <summary>That an activity begins late, so that those that were scheduled together begin in another order.</summary>
    public double LateActivity { get; init; } = 0.2;

    /// <summary>That an activity is run by two at once, as after a visibility time-out.</summary>
    public double ActivityAtOnce { get; init; } = 0.15;

    /// <summary>That an activity is run once more after its result was delivered, perhaps when its orchestration has long ended.</summary>
    public double ActivityAgain { get; init; } = 0.15;

    /// <summary>That an activity's result is lost with its worker, so that the activity is run again for one.</summary>
    public double LostResult { get; init; } = 0.1;

    /// <summary>That an activity's result comes late, after others that were later.</summary>
    public double LateResult { get; init; } = 0.2;

    /// <summary>That a second result of an activity is delivered too, late, and not just dropped.</summary>
    public double SecondResult { get; init; } = 0.5;

    /// <summary>That an event, a timer, a start or a child's result comes late.</summary>
    public double LateMessage { get; init; } = 0.2;

    /// <summary>
    /// That an event, a timer, a start or a child's result comes a second time, late. The orchestration sees an event twice.
    /// </summary>
    public double SecondMessage { get; init; } = 0.2;

    /// <summary>That an orchestration that waits is dropped from memory, and replayed for its next turn.</summary>
    public double Unload { get; init; } = 0.3;

    /// <summary>That a turn is lost before it is durable, and taken again; the activities that it scheduled may run nevertheless.</summary>
    public double LostTurn { get; init; } = 0.1;

    /// <summary>
    /// That a start under the id of an instance that was created less than <see cref="LongestDelay"/> ago is dropped without a word
    /// instead of being refused.
    /// </summary>
    public double LostStart { get; init; } = 0.5;

    /// <summary>No delay is longer.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How many activities may run beyond those that are wanted, at once.</summary>
    public int MostStrays { get; init; } = 32;
}

/// <summary>What can be disturbed; see <see cref="EngineDisturbance"/>.</summary>
internal enum DisturbanceKind
{
    LateActivity,
    ActivityAtOnce,
    ActivityAgain,
    LostResult,
    LateResult,
    SecondResult,
    LateMessage,
    SecondMessage,
    Unload,
    LostTurn,
    LostStart,
}
