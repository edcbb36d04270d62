using Microsoft.Extensions.Time.Testing;
using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Storage;

/// <summary>Reading at a bounded speed.</summary>
public sealed class PacedStorageTests
{
    private const int BytesPerSecond = 10_000;

    /// <summary>However many read, and in whatever portions: at no moment have more bytes arrived than its time allows.</summary>
    [Theory]
    [InlineData(1, 100_000)]
    [InlineData(4, 100_000)]
    [InlineData(50, 40)]
    public async Task No_more_bytes_are_read_than_the_time_allows(int readers, int bytes)
    {
        MemoryStorage inner = new();
        for (int reader = 0; reader < readers; reader++)
        {
            await inner.PutAsync($"file-{reader}", new string('x', bytes));
        }

        InstantTime time = new();
        ReadPace pace = new(BytesPerSecond, time);
        PacedStorage storage = new(inner, pace);
        long read = 0;
        await Task.WhenAll(Enumerable.Range(0, readers).Select(async reader =>
        {
            await using StorageReader file = await storage.OpenReadAsync($"file-{reader}");
            byte[] buffer = new byte[64 * 1024];
            while (await file.Content.ReadAsync(buffer) is > 0 and var length)
            {
                // A wait of less than 20 ms is made up for later.
                long all = Interlocked.Add(ref read, length);
                Assert.True(all <= (time.Elapsed.TotalSeconds + 0.02) * BytesPerSecond * 1.001, $"{all} after {time.Elapsed}");
            }
        }));
        await pace.SettleAsync(default);

        Assert.Equal((long)readers * bytes, read);
        Assert.InRange(time.Elapsed.TotalSeconds, read / (double)BytesPerSecond * 0.999, (read / (double)BytesPerSecond * 1.1) + 0.1);
    }

    [Fact]
    public void A_pace_lets_bytes_through_at_its_rate()
    {
        FakeTimeProvider time = new();
        ReadPace pace = new(1000, time);

        Assert.Equal(TimeSpan.FromSeconds(0.5), pace.Take(500));
        Assert.Equal(TimeSpan.FromSeconds(1.5), pace.Take(1000));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(0.1), pace.Take(100));
    }

    [Fact]
    public async Task Nothing_is_written_through_it()
    {
        PacedStorage storage = new(new MemoryStorage(), new ReadPace(BytesPerSecond, TimeProvider.System));

        await Assert.ThrowsAsync<NotSupportedException>(() => storage.PutAsync("a", "b"));
        await Assert.ThrowsAsync<NotSupportedException>(() => storage.DeleteAsync("a"));
        await Assert.ThrowsAsync<NotSupportedException>(() => storage.DeleteDirectoryAsync("a"));
    }

    /// <summary>A clock on which each wait is over at once, and its time has passed.</summary>
    private sealed class InstantTime : TimeProvider
    {
        private readonly Lock _gate = new();
        private TimeSpan _elapsed;

        public TimeSpan Elapsed
        {
            get
            {
                lock (_gate)
                {
                    return _elapsed;
                }
            }
        }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            TimeSpan due = Elapsed + dueTime;
            ThreadPool.QueueUserWorkItem(_ =>
            {
                lock (_gate)
                {
                    _elapsed = _elapsed > due ? _elapsed : due;
                }

                callback(state);
            });
            return System.CreateTimer(_ => { }, state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
