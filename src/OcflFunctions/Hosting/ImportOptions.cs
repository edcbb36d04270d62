namespace OcflFunctions.Hosting;

/// <summary>
/// How imports run. Slices of files, and the settings of retries and queues, are those of <see cref="UpdateOptions"/>.
/// </summary>
public sealed class ImportOptions
{
    /// <summary>How many objects of one import are imported at the same time.</summary>
    public int Window { get; set; } = 8;

    /// <summary>How many objects are listed at a time, at most.</summary>
    public int PageObjects { get; set; } = 200;

    /// <summary>The settings that an import gets when it starts.</summary>
    internal ImportSettings ToSettings(UpdateOptions updates, bool notify = false) => new()
    {
        Notify = notify,
        Window = Window,
        PageObjects = PageObjects,
        SliceWindow = updates.Window,
        Attempts = updates.Attempts,
        FirstRetryDelay = updates.FirstRetryDelay,
        MaxRetryDelay = updates.MaxRetryDelay,
        ClaimPollInterval = updates.ClaimPollInterval,
    };
}
