using System.Text.Json.Serialization;
using Ocfl.Staging;

namespace Ocfl.Updates;

/// <summary>One step of an update: small, named, and safe to run again.</summary>
public sealed record OcflActivity
{
    /// <summary>The step's place in the plan, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>What the step does.</summary>
    public required OcflActivityKind Kind { get; init; }

    /// <summary>The file or directory, from the object root.</summary>
    public required string Path { get; init; }

    /// <summary>How many bytes the step writes; 0 for directories and removals.</summary>
    public long Length { get; init; }

    /// <summary>The content's digest in the plan's algorithm, for a copy; null otherwise.</summary>
    public string? Digest { get; init; }

    /// <summary>Where the content waits, for a copy; null otherwise.</summary>
    public StagedContent? Source { get; init; }

    /// <summary>The step's name, as it is shown: <c>copy v1/content/readme.txt</c>.</summary>
    [JsonIgnore]
    public string Name => Kind switch
    {
        OcflActivityKind.VersionDirectory => "version directory " + Path,
        OcflActivityKind.CopyContent => "copy " + Path,
        OcflActivityKind.RemoveFile => "remove " + Path,
        _ => "write " + Path,
    };
}
