namespace OcflFunctions.Local.Timers;

/// <summary>Fires again and again, the same time apart.</summary>
internal sealed class ConstantSchedule(TimeSpan interval) : ITimerSchedule
{
    public bool IsMonitored => interval >= TimeSpan.FromMinutes(1);

    public DateTimeOffset? Next(DateTimeOffset after) => after + interval;
}
