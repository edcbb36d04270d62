namespace Ocfl.Testing;

/// <summary>Counts the mutating calls of some storages, and lets the process die before or after one of them.</summary>
public sealed class Faults
{
    private readonly Lock _lock = new();
    private bool _dead;

    /// <summary>No fault: only counts.</summary>
    public static Faults None => new();

    /// <summary>Whether <c>OCFL_EVERY_CRASH</c> is set: every moment is tried then.</summary>
    public static bool TriesEveryMoment => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OCFL_EVERY_CRASH"));

    /// <summary>The mutating call, from 1, at which to die; 0 for none.</summary>
    public int DieAt { get; init; }

    /// <summary>Whether that call still takes effect.</summary>
    public bool AfterTheCall { get; init; }

    /// <summary>How many mutating calls there were.</summary>
    public int Calls { get; private set; }

    /// <summary>Dies at a moment: before the first call is 0, after it 1, before the second 2, and so on.</summary>
    public static Faults At(int moment) => new() { DieAt = (moment / 2) + 1, AfterTheCall = moment % 2 == 1 };

    /// <summary>The moments of so many calls to die at: one of each stride, or every one (<see cref="TriesEveryMoment"/>).</summary>
    public static int[] Moments(int calls, int stride) =>
        [.. Enumerable.Range(0, calls * 2).Where(moment => TriesEveryMoment || moment % stride == 0)];

    public void Check()
    {
        lock (_lock)
        {
            if (_dead)
            {
                throw new CrashException();
            }
        }
    }

    public async Task<T> MutateAsync<T>(Func<Task<T>> call)
    {
        bool diesHere;
        lock (_lock)
        {
            Check();
            diesHere = ++Calls == DieAt;
            _dead = diesHere && !AfterTheCall;
        }

        Check();
        try
        {
            return await call();
        }
        finally
        {
            if (diesHere)
            {
                lock (_lock)
                {
                    _dead = true;
                }

                Check();
            }
        }
    }
}
