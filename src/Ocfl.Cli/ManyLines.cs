using Ocfl.Objects;

namespace Ocfl.Cli;

/// <summary>What became of an object that was imported.</summary>
internal sealed record ImportLine(
    string Kind,
    string Outcome,
    string? Id,
    string? Source,
    string? Path,
    string? Version,
    string? InventoryDigest,
    long Files,
    long Bytes,
    string? Reason,
    IReadOnlyList<FindingLine> Findings);

/// <summary>How many objects were imported, or would be.</summary>
internal sealed record ImportTotalLine(
    string Kind, long Objects, long Imported, long Unchanged, long Invalid, long Failed, bool DryRun);

/// <summary>In what the target of a migration is not what it must be.</summary>
internal sealed record DifferenceLine(
    string Kind, string Difference, string? Id, string? Path, string Reason, IReadOnlyList<FindingLine> Findings);

/// <summary>What the check of a migration has found: how many objects each storage root has, and how many differences there are.</summary>
internal sealed record MigrationLine(string Kind, bool Complete, long SourceObjects, long TargetObjects, long Differences);

/// <summary>What became of a line of a manifest.</summary>
internal sealed record IngestedLine(
    string Kind, long Line, string Outcome, string? Id, string? Version, string? Path, FileChangeCounts? Files, string? Reason);

/// <summary>What became of the lines of a manifest together.</summary>
internal sealed record IngestTotalLine(
    string Kind, long Lines, long Created, long Updated, long Unchanged, long Before, long Failed, long Skipped);

/// <summary>A line of a manifest that is not valid.</summary>
internal sealed record IngestFaultLine(string Kind, long Line, string? Field, string Reason);

/// <summary>What the check of a manifest has found.</summary>
internal sealed record IngestCheckLine(string Kind, bool Valid, long Lines, long Faults);

/// <summary>The first line of a report: which manifest it is of.</summary>
internal sealed record IngestReportLine(string Kind, string Manifest, string Sha256);
