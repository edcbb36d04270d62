using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Runtime;

/// <summary>Which versions of orchestrations an engine runs, and what happens to the others.</summary>
/// <param name="Version">The version of the engine's code; empty is unversioned.</param>
/// <param name="Match">Which versions run.</param>
/// <param name="Failure">What happens to an orchestration of another version.</param>
internal sealed record VersionRule(string Version, VersionMatchStrategy Match, VersionFailureStrategy Failure)
{
    /// <summary>Why an orchestration of this version does not run here; null if it does.</summary>
    public string? Refuse(string version) => Match switch
    {
        VersionMatchStrategy.Strict when Compare(version, Version) != 0 =>
            $"The orchestration version '{version}' does not match the worker version '{Version}'.",
        VersionMatchStrategy.CurrentOrOlder when Compare(version, Version) > 0 =>
            $"The orchestration version '{version}' is greater than the worker version '{Version}'.",
        _ => null,
    };

    public static FailureRecord Mismatch(string reason) => new("VersionMismatch", reason, null, null, IsNonRetriable: true);

    /// <summary>As the Durable Task SDK does: as version numbers if both are, otherwise as texts; unversioned is the oldest.</summary>
    private static int Compare(string first, string second) =>
        first.Length == 0 || second.Length == 0
            ? first.Length.CompareTo(second.Length)
            : System.Version.TryParse(first, out Version? one) && System.Version.TryParse(second, out Version? other)
                ? one.CompareTo(other)
                : string.Compare(first, second, StringComparison.OrdinalIgnoreCase);
}
