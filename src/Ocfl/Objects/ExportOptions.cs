namespace Ocfl.Objects;

/// <summary>How a version is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>Whether files that are there with another content are replaced; otherwise they stop the export.</summary>
    public bool Overwrite { get; init; }

    /// <summary>How many files are written at once.</summary>
    public int Concurrency { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>Is called after each file and while one is written, from several threads; null for no calls.</summary>
    public IProgress<ExportProgress>? Progress { get; init; }

    /// <summary>The name that the folder's volume stores for a name. For tests, whose volume stores names as they are.</summary>
    internal Func<string, string>? NameOnVolume { get; init; }

    /// <summary>Called with a file's full path before it gets its name. For tests of what other processes do meanwhile.</summary>
    internal Action<string>? Placing { get; init; }
}
