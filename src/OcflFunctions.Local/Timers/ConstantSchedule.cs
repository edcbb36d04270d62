namespace OcflFunctions.Local.Timers;

/// <summary>Fires at a constant interval.</summary>
internal sealed class ConstantSchedule(TimeSpan interval) : ITimerSchedule
{
    public bool IsMonitored => interval >= TimeSpan.FromMinutes(1);

    public DateTimeOffset? Next(DateTimeOffset after) => after + interval;
}
