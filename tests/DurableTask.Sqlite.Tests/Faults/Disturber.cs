using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Tests.Faults;

/// <summary>Decides what is disturbed, and counts it. The same question has the same answer, whoever asks first.</summary>
internal sealed class Disturber(EngineDisturbance disturbance, TimeProvider time) : IEngineFaults
{
    private DisturbedActivities? _activities;
    private long _turns;

    private readonly long[] _counts = new long[Enum.GetValues<DisturbanceKind>().Length];

    public int MostStrays => disturbance.MostStrays;

    /// <summary>How often it was done.</summary>
    public long Count(DisturbanceKind kind) => Interlocked.Read(ref _counts[(int)kind]);

    /// <summary>Whether it is to be done.</summary>
    /// <param name="kind">What.</param>
    /// <param name="run">The run that it is about.</param>
    /// <param name="number">Tells the case from others of the run.</param>
    public bool Decides(DisturbanceKind kind, long run, long number)
    {
        bool does = Share(kind, run, number, 0) < ChanceOf(kind);
        if (does)
        {
            Interlocked.Increment(ref _counts[(int)kind]);
        }

        return does;
    }

    /// <summary>How long something of this kind is late.</summary>
    public TimeSpan DelayOf(DisturbanceKind kind, long run, long number) => disturbance.LongestDelay * Share(kind, run, number, 1);

    public void Attach(ActivityCalls calls) => _activities = new DisturbedActivities(this, calls);

    public IReadOnlyList<long> DeliveryTimes(MessageKind kind, long run, long message, long due)
    {
        if (InboxMessage.IsControl(kind))
        {
            return [due];
        }

        long first = Decides(DisturbanceKind.LateMessage, run, message) ? Later(DisturbanceKind.LateMessage, run, message, due) : due;
        return Decides(DisturbanceKind.SecondMessage, run, message)
            ? [first, Later(DisturbanceKind.SecondMessage, run, message, due)]
            : [first];
    }

    public bool LosesTurn(long run, IReadOnlyList<ActivityWork> scheduled)
    {
        // Each try is a case of its own: a turn is not lost for ever.
        if (!Decides(DisturbanceKind.LostTurn, run, Interlocked.Increment(ref _turns)))
        {
            return false;
        }

        foreach (ActivityWork work in scheduled)
        {
            _activities!.RunLost(work);
        }

        return true;
    }

    public bool Unloads(long run, int sequence) => Decides(DisturbanceKind.Unload, run, sequence);

    public Task RunActivityAsync(ActivityWork work) => _activities!.RunAsync(work);

    public Task DrainAsync() => _activities?.DrainAsync() ?? Task.CompletedTask;

    public bool DropsStart(long run, long created) =>
        time.GetUtcNow().UtcTicks - created < disturbance.LongestDelay.Ticks && Decides(DisturbanceKind.LostStart, run, 0);

    private long Later(DisturbanceKind kind, long run, long message, long due) =>
        Math.Max(due, time.GetUtcNow().UtcTicks) + Math.Max(DelayOf(kind, run, message).Ticks, 1);

    private double ChanceOf(DisturbanceKind kind) => kind switch
    {
        DisturbanceKind.LateActivity => disturbance.LateActivity,
        DisturbanceKind.ActivityAtOnce => disturbance.ActivityAtOnce,
        DisturbanceKind.ActivityAgain => disturbance.ActivityAgain,
        DisturbanceKind.LostResult => disturbance.LostResult,
        DisturbanceKind.LateResult => disturbance.LateResult,
        DisturbanceKind.SecondResult => disturbance.SecondResult,
        DisturbanceKind.LateMessage => disturbance.LateMessage,
        DisturbanceKind.SecondMessage => disturbance.SecondMessage,
        DisturbanceKind.Unload => disturbance.Unload,
        DisturbanceKind.LostTurn => disturbance.LostTurn,
        DisturbanceKind.LostStart => disturbance.LostStart,
        _ => 0,
    };

    /// <summary>From 0 up to 1, spread evenly.</summary>
    private double Share(DisturbanceKind kind, long run, long number, int question)
    {
        ulong mixed = 0;
        foreach (long part in (ReadOnlySpan<long>)[disturbance.Seed, (long)kind, run, number, question])
        {
            mixed = Mix(mixed + unchecked((ulong)part));
        }

        return (mixed >> 11) / (double)(1UL << 53);
    }

    // A step of SplitMix64.
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
