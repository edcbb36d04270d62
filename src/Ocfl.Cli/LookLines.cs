using System.Text.Json.Serialization;

namespace Ocfl.Cli;

/// <summary>A file of a version; the size is null if its content is not where the inventory says.</summary>
internal sealed record FileLine(string Path, string Digest, string ContentPath, long? Bytes)
{
    /// <summary>The version in which the path got this content; with <c>--long</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>When that version was created; with <c>--long</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Created { get; init; }

    /// <summary>Where the content is, from the storage root; with <c>--physical</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PhysicalPath { get; init; }
}

/// <summary>A logical directory of a version; its path ends with a slash.</summary>
internal sealed record DirectoryLine(string Path, long Files, long Bytes)
{
    /// <summary>The newest version in which a file of it changed; with <c>--long</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>When that version was created; with <c>--long</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Created { get; init; }
}

/// <summary>An object with its newest version: how many files it has, and how many bytes they have together.</summary>
internal sealed record LongObjectLine(
    string? Id, string Path, string? Problem, string? Version, int? Versions, string? Created, int? Files, long? Bytes);

/// <summary>A storage root. The counts of files and bytes are null unless they were asked for, the extensions if a service has
/// the root.</summary>
internal sealed record RootInfoLine(
    string Path,
    string Specification,
    string? Layout,
    string? LayoutProblem,
    string? Description,
    IReadOnlyList<string>? Extensions,
    long Objects,
    long Problems)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RootSizes? Sizes { get; init; }
}

/// <summary>What the objects of a root have together.</summary>
/// <param name="Versions">How many versions.</param>
/// <param name="Files">How many files the newest versions have.</param>
/// <param name="Bytes">How many bytes those have.</param>
/// <param name="StoredFiles">How many content files are stored, for all versions.</param>
/// <param name="StoredBytes">How many bytes those have.</param>
internal sealed record RootSizes(long Versions, long Files, long Bytes, long StoredFiles, long StoredBytes);

/// <summary>An object as a whole; the extensions are null if a service has it.</summary>
internal sealed record ObjectInfoLine(
    string Id,
    string Path,
    string Specification,
    string DigestAlgorithm,
    string ContentDirectory,
    IReadOnlyList<string> Fixity,
    IReadOnlyList<string>? Extensions,
    string Head,
    int Versions,
    string FirstCreated,
    string LastCreated,
    int Files,
    long Bytes,
    long StoredFiles,
    long StoredBytes,
    bool MutableHead);

/// <summary>What was written as an archive.</summary>
internal sealed record ArchiveLine(string Id, string Version, string File, string Format, long Files, long Bytes);
