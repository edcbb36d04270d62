using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ocfl.Objects;

namespace Ocfl.Cli;

/// <summary>A storage root that was created or existed.</summary>
internal sealed record RootLine(string Path, string Specification, string? Layout);

/// <summary>An object of a storage root.</summary>
internal sealed record ObjectLine(string? Id, string Path, string? Problem);

/// <summary>Who created a version.</summary>
internal sealed record UserLine(string Name, string? Address);

/// <summary>A version, with how many files it has and what is different from the version before.</summary>
internal sealed record VersionLine(
    string Version,
    string Created,
    string? Message,
    UserLine? User,
    bool Mutable,
    int Files,
    long Added,
    long Removed,
    long Changed,
    long Renamed);

/// <summary>A version in which a path changed.</summary>
internal sealed record HistoryLine(string Version, string Created, string Change, string? Digest);

/// <summary>An object.</summary>
internal sealed record ShowLine(
    string Id, string Path, string Specification, string DigestAlgorithm, string InventoryDigest, string Head,
    bool MutableHead, string? MutableHeadProblem,
    int Versions, VersionLine Version);

/// <summary>A difference between two versions.</summary>
internal sealed record ChangeLine(string Change, string Path, string? OldPath, string? OldDigest, string? NewDigest);

/// <summary>What was exported.</summary>
internal sealed record ExportLine(string Id, string Version, string Folder, long Files, long Bytes, long Kept);

/// <summary>What was committed, and how many files that adds, changes, removes and renames.</summary>
internal sealed record CommitLine(string Id, string Version, string Path, bool Changed, string InventoryDigest, FileChangeCounts Files)
{
    /// <summary>Whether nothing was written, and this is what would be.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DryRun { get; init; }
}

/// <summary>What is staged for an object, and how many files that adds, changes, removes and renames.</summary>
internal sealed record StageLine(string Id, string? Base, bool Outdated, FileChangeCounts Files);

/// <summary>What was, or would be, repaired. The id is null for what is in no object.</summary>
internal sealed record RepairLine(string Kind, string? Id, string Path, string Description, bool Done);

/// <summary>An object that was removed.</summary>
internal sealed record PurgeLine(string Id, string Path, int Versions, int Files);

/// <summary>Whether something was staged for an object, and was removed.</summary>
internal sealed record ResetLine(string Id, bool Staged);

/// <summary>A key of a local host.</summary>
internal sealed record KeyLine(string Name, string Role, string Created);

/// <summary>How the lines are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(RootLine))]
[JsonSerializable(typeof(ObjectLine))]
[JsonSerializable(typeof(FileLine))]
[JsonSerializable(typeof(VersionLine))]
[JsonSerializable(typeof(HistoryLine))]
[JsonSerializable(typeof(ShowLine))]
[JsonSerializable(typeof(ChangeLine))]
[JsonSerializable(typeof(ExportLine))]
[JsonSerializable(typeof(CommitLine))]
[JsonSerializable(typeof(StageLine))]
[JsonSerializable(typeof(ResetLine))]
[JsonSerializable(typeof(RepairLine))]
[JsonSerializable(typeof(PurgeLine))]
[JsonSerializable(typeof(ValidationLine))]
[JsonSerializable(typeof(ValidationSummaryLine))]
[JsonSerializable(typeof(ValidationTotalLine))]
[JsonSerializable(typeof(RuleLine))]
[JsonSerializable(typeof(JournalLine))]
[JsonSerializable(typeof(Setting))]
[JsonSerializable(typeof(DirectoryLine))]
[JsonSerializable(typeof(LongObjectLine))]
[JsonSerializable(typeof(RootInfoLine))]
[JsonSerializable(typeof(ObjectInfoLine))]
[JsonSerializable(typeof(ArchiveLine))]
[JsonSerializable(typeof(ImportLine))]
[JsonSerializable(typeof(ImportTotalLine))]
[JsonSerializable(typeof(DifferenceLine))]
[JsonSerializable(typeof(MigrationLine))]
[JsonSerializable(typeof(IngestedLine))]
[JsonSerializable(typeof(IngestTotalLine))]
[JsonSerializable(typeof(IngestReportLine))]
[JsonSerializable(typeof(IngestFaultLine))]
[JsonSerializable(typeof(IngestCheckLine))]
[JsonSerializable(typeof(KeyLine))]
internal sealed partial class JsonLines : JsonSerializerContext
{
    /// <summary>With plain text: only what JSON requires is escaped.</summary>
    public static JsonLines Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
