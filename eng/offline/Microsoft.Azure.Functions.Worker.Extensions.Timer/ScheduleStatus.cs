namespace Microsoft.Azure.Functions.Worker;

/// <summary>The occurrences of a schedule.</summary>
public class ScheduleStatus
{
    /// <summary>The last occurrence; the default value where there was none.</summary>
    public DateTime Last { get; set; }

    /// <summary>The next occurrence.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this was last written.</summary>
    public DateTime LastUpdated { get; set; }
}
