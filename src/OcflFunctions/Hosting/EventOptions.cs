namespace OcflFunctions.Hosting;

/// <summary>Streams of events (<c>GET /api/updates/{id}/events</c>).</summary>
public sealed class EventOptions
{
    /// <summary>How many streams may be open at the same time, in one process.</summary>
    public int MaxStreams { get; set; } = 200;

    /// <summary>How often the state of what is watched is read, however many watch it.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>After how long without an event a comment is sent.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>After how long a stream ends; its listener connects again.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromSeconds(150);
}
