using System.Collections.Frozen;

namespace Ocfl.Staging;

/// <summary>One change to a version state. Changes are applied in order, each to what the one before left.</summary>
public sealed record StateChange
{
    private static readonly FrozenDictionary<string, StateChangeKind> Kinds =
        Enum.GetValues<StateChangeKind>().ToFrozenDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>What is done.</summary>
    public required StateChangeKind Kind { get; init; }

    /// <summary>
    /// The logical path that is added, replaced, removed or restored; the last two may be a directory. Null for a rename, a copy, and
    /// for <see cref="StateChangeKind.Restore"/> of the whole state.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>For a rename or a copy: the file or directory that is there. Null otherwise.</summary>
    public string? From { get; init; }

    /// <summary>For a rename or a copy: where it shall be. Null otherwise.</summary>
    public string? To { get; init; }

    /// <summary>For a restore: the version, such as <c>v1</c>. Null otherwise.</summary>
    public string? Version { get; init; }

    /// <summary>For an add or a replace: the source's file that has the content; null for the one at <see cref="Path"/>.</summary>
    public string? Content { get; init; }

    /// <summary>The source's file that the change needs; null if it needs none.</summary>
    public string? SourcePath => Kind is StateChangeKind.Add or StateChangeKind.Replace ? Content ?? Path : null;

    /// <summary>The source's files that changes need.</summary>
    public static IReadOnlySet<string> SourcePaths(IEnumerable<StateChange> changes) =>
        changes.Select(change => change.SourcePath).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>The words for what a change does, as they are in JSON.</summary>
    public static IReadOnlyList<string> Operations { get; } = [.. Enum.GetValues<StateChangeKind>().Select(
        kind => kind.ToString().ToLowerInvariant())];

    /// <summary>What a word such as <c>add</c> stands for.</summary>
    /// <returns>False for a word that is none of <see cref="Operations"/>.</returns>
    public static bool TryGetKind(string operation, out StateChangeKind kind) => Kinds.TryGetValue(operation, out kind);

    /// <summary>The fields, by their names in JSON, that a change of a kind must have beside <c>op</c>.</summary>
    public static IReadOnlyList<string> RequiredFields(StateChangeKind kind) => kind switch
    {
        StateChangeKind.Rename or StateChangeKind.Copy => ["from", "to"],
        StateChangeKind.Restore => ["version"],
        _ => ["path"],
    };

    /// <summary>The fields, by their names in JSON, that a change of a kind may have beside the required ones.</summary>
    public static IReadOnlyList<string> OptionalFields(StateChangeKind kind) => kind switch
    {
        StateChangeKind.Add or StateChangeKind.Replace => ["content"],
        StateChangeKind.Restore => ["path"],
        _ => [],
    };
}
