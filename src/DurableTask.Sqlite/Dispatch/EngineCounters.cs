namespace DurableTask.Sqlite.Dispatch;

/// <summary>Counts since the start.</summary>
internal sealed class EngineCounters
{
    private long _episodes;
    private long _replays;
    private long _dropped;

    public long Episodes => Interlocked.Read(ref _episodes);

    public long Replays => Interlocked.Read(ref _replays);

    public long DroppedMessages => Interlocked.Read(ref _dropped);

    public void Episode() => Interlocked.Increment(ref _episodes);

    public void Replay() => Interlocked.Increment(ref _replays);

    public void Dropped(int count) => Interlocked.Add(ref _dropped, count);
}
