namespace Ocfl.Objects;

/// <summary>How a version is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>Whether files that are there with another content are replaced; otherwise they stop the export.</summary>
    public bool Overwrite { get; init; }

    /// <summary>How many files are written at once.</summary>
    public int Concurrency { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>Told after each file; null for nobody. Called from several threads.</summary>
    public IProgress<ExportProgress>? Progress { get; init; }

    /// <summary>What the folder's volume makes of a name. For tests, which have no volume that makes anything of it.</summary>
    internal Func<string, string>? NameOnVolume { get; init; }

    /// <summary>Called with a file's full path before it gets its name. For tests of what somebody else does meanwhile.</summary>
    internal Action<string>? Placing { get; init; }
}
