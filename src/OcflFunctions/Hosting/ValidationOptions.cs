namespace OcflFunctions.Hosting;

/// <summary>How validations run. The settings of retries are those of <see cref="UpdateOptions"/>.</summary>
public sealed class ValidationOptions
{
    /// <summary>How many slices of one validation run at the same time.</summary>
    public int Window { get; set; } = 8;

    /// <summary>How many objects are listed at a time, at most.</summary>
    public int PageObjects { get; set; } = 2000;

    /// <summary>How many objects a slice has, at most: one activity validates them.</summary>
    public int SliceObjects { get; set; } = 20;

    /// <summary>The settings that a validation gets when it starts.</summary>
    internal ValidationSettings ToSettings(UpdateOptions updates, bool notify = false) => new()
    {
        Notify = notify,
        Window = Window,
        PageObjects = PageObjects,
        SliceObjects = SliceObjects,
        Attempts = updates.Attempts,
        FirstRetryDelay = updates.FirstRetryDelay,
        MaxRetryDelay = updates.MaxRetryDelay,
    };
}
