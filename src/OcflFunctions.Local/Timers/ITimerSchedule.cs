namespace OcflFunctions.Local.Timers;

/// <summary>When a timer fires.</summary>
internal interface ITimerSchedule
{
    /// <summary>The first occurrence after a moment; null if there is no further one.</summary>
    DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>Whether missed occurrences are detected: if they are a minute or more apart.</summary>
    bool IsMonitored { get; }
}
