namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the timer tells the function that it starts.</summary>
public class TimerInfo
{
    /// <summary>The occurrences; null where the schedule is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether the function starts later than the schedule asked.</summary>
    public bool IsPastDue { get; set; }
}
