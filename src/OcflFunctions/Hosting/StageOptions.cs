namespace OcflFunctions.Hosting;

/// <summary>Stages: places for uploads.</summary>
public sealed class StageOptions
{
    /// <summary>How many bytes one uploaded file may have.</summary>
    public long MaxFileBytes { get; set; } = 1L << 40;

    /// <summary>How many bytes all files of one stage may have, unfinished uploads included.</summary>
    public long MaxBytes { get; set; } = 4L << 40;

    /// <summary>How many files one stage may have, unfinished uploads included.</summary>
    public int MaxFiles { get; set; } = 100_000;

    /// <summary>
    /// Up to which length, in bytes, files share a file of a work area that is a folder, those that are uploaded at the same time; 0 for
    /// none. Only for a work area that one host uses. The local host has another default.
    /// </summary>
    public int PackBytes { get; set; }

    /// <summary>How many stages one client may have at the same time.</summary>
    public int MaxStagesPerClient { get; set; } = 100;

    /// <summary>How many bytes uploads leave free on the volume of a work area that is a folder.</summary>
    public long KeepFreeBytes { get; set; } = 1L << 30;

    /// <summary>How long a stage is kept after its creation or, if that is later, after its last uploads.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(7);
}
