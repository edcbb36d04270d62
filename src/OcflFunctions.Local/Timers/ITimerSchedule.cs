namespace OcflFunctions.Local.Timers;

/// <summary>When a timer fires.</summary>
internal interface ITimerSchedule
{
    /// <summary>The first occurrence after a moment; null where there is none any more.</summary>
    DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>Whether occurrences lie so far apart that a missed one is worth noticing: a minute or more.</summary>
    bool IsMonitored { get; }
}
