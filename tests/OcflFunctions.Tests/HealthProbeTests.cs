using OcflFunctions.Http;

namespace OcflFunctions.Tests;

public sealed class HealthProbeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly SteppedTime _time = new();
    private int _tries;

    [Fact]
    public async Task Callers_at_the_same_time_share_one_try_and_a_while_its_answer()
    {
        HealthProbe probe = new(_time);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Exception?>[] callers = [.. Enumerable.Range(0, 20).Select(_ => probe.CheckAsync(Counted(gate.Task), CancellationToken.None))];
        gate.SetResult();

        Assert.All(await Task.WhenAll(callers).WaitAsync(Deadline), Assert.Null);
        Assert.Null(await probe.CheckAsync(Counted(Task.CompletedTask), CancellationToken.None));
        Assert.Equal(1, _tries);

        _time.Now += HealthProbe.Lifetime;
        InvalidOperationException fault = new("broken");
        Assert.Same(fault, await probe.CheckAsync(Counted(Task.FromException(fault)), CancellationToken.None));
        Assert.Same(fault, await probe.CheckAsync(Counted(Task.CompletedTask), CancellationToken.None));
        Assert.Equal(2, _tries);
    }

    [Fact]
    public async Task A_try_that_hangs_is_given_up_and_not_begun_again_beside_itself()
    {
        HealthProbe probe = new(_time);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Exception?> first = probe.CheckAsync(
            cancellationToken =>
            {
                began.SetResult();
                return Counted(gate.Task)(cancellationToken);
            },
            CancellationToken.None);
        await began.Task.WaitAsync(Deadline);
        _time.Now += HealthProbe.Timeout + HealthProbe.Lifetime;

        Assert.IsType<TimeoutException>(await probe.CheckAsync(Counted(Task.CompletedTask), CancellationToken.None).WaitAsync(Deadline));
        Assert.Equal(1, _tries);

        gate.SetResult();
        await first.WaitAsync(Deadline);
        Assert.Null(await probe.CheckAsync(Counted(Task.CompletedTask), CancellationToken.None).WaitAsync(Deadline));
        Assert.Equal(2, _tries);
    }

    private Func<CancellationToken, Task> Counted(Task task) => _ =>
    {
        Interlocked.Increment(ref _tries);
        return task;
    };

    /// <summary>A clock that goes on when a test says so. Its timers are the system's.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
