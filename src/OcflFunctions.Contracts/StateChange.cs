using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>One change to a version state. Changes are applied in order, each to the result of the one before.</summary>
public sealed record StateChange
{
    /// <summary>What the change does.</summary>
    [JsonPropertyName("op")]
    public required StateChangeKind Kind { get; init; }

    /// <summary>
    /// The logical path that is added, replaced, removed or restored; the last two may be a directory. Null for a rename, a copy, and
    /// for <see cref="StateChangeKind.Restore"/> of the whole state.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Path { get; init; }

    /// <summary>For a rename or a copy: the existing file or directory. Null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    /// <summary>For a rename or a copy: the new path. Null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? To { get; init; }

    /// <summary>For a restore: the version, such as <c>v1</c>. Null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>For an add or a replace: the source's file that has the content; null for the one at <see cref="Path"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Content { get; init; }
}

/// <summary>What a <see cref="StateChange"/> does to a version state.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StateChangeKind>))]
public enum StateChangeKind
{
    /// <summary>Puts staged content at a path that does not exist.</summary>
    [JsonStringEnumMemberName("add")]
    Add,

    /// <summary>Replaces the content of a file by staged content.</summary>
    [JsonStringEnumMemberName("replace")]
    Replace,

    /// <summary>Removes a file, or a directory with everything in it.</summary>
    [JsonStringEnumMemberName("remove")]
    Remove,

    /// <summary>Gives a file or a directory another path, which does not exist.</summary>
    [JsonStringEnumMemberName("rename")]
    Rename,

    /// <summary>Puts a file or a directory at a second path, which does not exist.</summary>
    [JsonStringEnumMemberName("copy")]
    Copy,

    /// <summary>Restores a file, a directory or the whole state from an earlier version.</summary>
    [JsonStringEnumMemberName("restore")]
    Restore,
}
