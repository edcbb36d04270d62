namespace OcflFunctions.Local.Functions;

/// <summary>A schedule starts the function.</summary>
/// <param name="Schedule">The schedule as it was written: an expression, a time span, or <c>%Setting%</c>.</param>
/// <param name="RunOnStartup">Whether it also runs when the host starts.</param>
/// <param name="UseMonitor">Whether the last occurrence is kept on disk, so that a missed one is noticed.</param>
internal sealed record TimerFunctionTrigger(string Schedule, bool RunOnStartup, bool UseMonitor) : FunctionTrigger
{
    public override string Kind => "timer";
}
