using Ocfl.Findings;
using Ocfl.Objects;
using Ocfl.Sources;
using Ocfl.Staging;

namespace OcflFunctions.Updates;

/// <summary>
/// Converts between the API's records and those of <c>Ocfl</c>, which have the same names.
/// </summary>
internal static class ContractMapping
{
    /// <summary>How a source becomes a state.</summary>
    public static UpdateMode ToOcfl(this Contracts.UpdateMode mode) => mode switch
    {
        Contracts.UpdateMode.Replace => UpdateMode.Replace,
        Contracts.UpdateMode.Merge => UpdateMode.Merge,
        Contracts.UpdateMode.Select => UpdateMode.Select,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such mode."),
    };

    /// <summary>The changes of a request; empty if it has none.</summary>
    public static IReadOnlyList<StateChange> ToOcfl(this IReadOnlyList<Contracts.StateChange>? changes) =>
        [.. (changes ?? []).Select(ToOcfl)];

    /// <summary>A change.</summary>
    public static StateChange ToOcfl(this Contracts.StateChange change) => new()
    {
        Kind = change.Kind switch
        {
            Contracts.StateChangeKind.Add => StateChangeKind.Add,
            Contracts.StateChangeKind.Replace => StateChangeKind.Replace,
            Contracts.StateChangeKind.Remove => StateChangeKind.Remove,
            Contracts.StateChangeKind.Rename => StateChangeKind.Rename,
            Contracts.StateChangeKind.Copy => StateChangeKind.Copy,
            Contracts.StateChangeKind.Restore => StateChangeKind.Restore,
            _ => throw new ArgumentOutOfRangeException(nameof(change), change.Kind, "There is no such change."),
        },
        Path = change.Path,
        From = change.From,
        To = change.To,
        Version = change.Version,
        Content = change.Content,
    };

    /// <summary>A change as requests have it.</summary>
    public static Contracts.StateChange ToContract(this StateChange change) => new()
    {
        Kind = change.Kind switch
        {
            StateChangeKind.Add => Contracts.StateChangeKind.Add,
            StateChangeKind.Replace => Contracts.StateChangeKind.Replace,
            StateChangeKind.Remove => Contracts.StateChangeKind.Remove,
            StateChangeKind.Rename => Contracts.StateChangeKind.Rename,
            StateChangeKind.Copy => Contracts.StateChangeKind.Copy,
            StateChangeKind.Restore => Contracts.StateChangeKind.Restore,
            _ => throw new ArgumentOutOfRangeException(nameof(change), change.Kind, "There is no such change."),
        },
        Path = change.Path,
        From = change.From,
        To = change.To,
        Version = change.Version,
        Content = change.Content,
    };

    /// <summary>What of a source is requested.</summary>
    public static SourceSelection ToOcfl(this Contracts.UpdateSource source) => new()
    {
        Include = source.Include,
        Exclude = source.Exclude ?? [],
        IsBag = source.Bag,
        BagTags = source.BagTags,
        Digests = source.Digests is not { } digests ? null : new ExpectedDigests
        {
            Algorithm = digests.Algorithm,
            Manifest = digests.Manifest,
            Files = digests.Files ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Name = "source.digests.files",
        },
    };

    /// <summary>A file that is not as it should be.</summary>
    public static SourceMismatch ToOcfl(this Contracts.SourceMismatch mismatch) => new()
    {
        Kind = mismatch.Kind switch
        {
            Contracts.SourceMismatchKind.Missing => SourceMismatchKind.Missing,
            Contracts.SourceMismatchKind.NotFetched => SourceMismatchKind.NotFetched,
            Contracts.SourceMismatchKind.Unlisted => SourceMismatchKind.Unlisted,
            Contracts.SourceMismatchKind.WrongDigest => SourceMismatchKind.WrongDigest,
            _ => throw new ArgumentOutOfRangeException(nameof(mismatch), mismatch.Kind, "There is no such mismatch."),
        },
        Path = mismatch.Path,
        Manifest = mismatch.Manifest,
        Algorithm = mismatch.Algorithm,
        Expected = mismatch.Expected,
        Actual = mismatch.Actual,
    };

    /// <summary>A file that is not as it should be, as answers have it.</summary>
    public static Contracts.SourceMismatch ToContract(this SourceMismatch mismatch) => new()
    {
        Kind = mismatch.Kind switch
        {
            SourceMismatchKind.Missing => Contracts.SourceMismatchKind.Missing,
            SourceMismatchKind.NotFetched => Contracts.SourceMismatchKind.NotFetched,
            SourceMismatchKind.Unlisted => Contracts.SourceMismatchKind.Unlisted,
            SourceMismatchKind.WrongDigest => Contracts.SourceMismatchKind.WrongDigest,
            _ => throw new ArgumentOutOfRangeException(nameof(mismatch), mismatch.Kind, "There is no such mismatch."),
        },
        Path = mismatch.Path,
        Manifest = mismatch.Manifest,
        Algorithm = mismatch.Algorithm,
        Expected = mismatch.Expected,
        Actual = mismatch.Actual,
    };

    /// <summary>How many files a version changes.</summary>
    public static Contracts.FileChangeCounts ToContract(this FileChangeCounts files) =>
        new(files.Added, files.Changed, files.Removed, files.Renamed);

    /// <summary>The severity of a finding.</summary>
    public static Contracts.FindingSeverity ToContract(this FindingSeverity severity) => severity switch
    {
        FindingSeverity.Info => Contracts.FindingSeverity.Info,
        FindingSeverity.Warning => Contracts.FindingSeverity.Warning,
        FindingSeverity.Error => Contracts.FindingSeverity.Error,
        FindingSeverity.Unchecked => Contracts.FindingSeverity.Unchecked,
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "There is no such severity."),
    };
}
