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
}
