namespace OcflFunctions.Work;

/// <summary>What the durable engine knows of an update.</summary>
public enum UpdateLife
{
    /// <summary>Nothing: it was not scheduled yet, or never, or its instance was purged.</summary>
    Unknown,

    /// <summary>It runs or will.</summary>
    Running,

    /// <summary>It has ended, however it ended.</summary>
    Ended,
}
