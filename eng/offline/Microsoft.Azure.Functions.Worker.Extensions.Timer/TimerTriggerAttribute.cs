using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function on a schedule.</summary>
/// <param name="schedule">A CRON expression of six fields, seconds first; a time span as <c>hh:mm:ss</c>; or <c>%Name%</c>, a setting that holds either.</param>
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>The schedule as it was written.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Whether the host remembers the last occurrence, and so notices one that it missed. True by default.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs whenever the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
