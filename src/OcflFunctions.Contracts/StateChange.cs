using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>One change to a version state. Changes are applied in order, each to what the one before left.</summary>
public sealed record StateChange
{
    /// <summary>What is done.</summary>
    [JsonPropertyName("op")]
    public required StateChangeKind Kind { get; init; }

    /// <summary>
    /// The logical path that is added, replaced, removed or restored; the last two may be a directory. Null for a rename, a copy, and
    /// for <see cref="StateChangeKind.Restore"/> of the whole state.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Path { get; init; }

    /// <summary>For a rename or a copy: the file or directory that is there. Null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    /// <summary>For a rename or a copy: where it shall be. Null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? To { get; init; }

    /// <summary>For a restore: the version, such as <c>v1</c>. Null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>For an add or a replace: the source's file whose content is meant; null for the one at <see cref="Path"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Content { get; init; }
}

/// <summary>What a <see cref="StateChange"/> does to a version state.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StateChangeKind>))]
public enum StateChangeKind
{
    /// <summary>Puts staged content at a path where there is nothing.</summary>
    [JsonStringEnumMemberName("add")]
    Add,

    /// <summary>Puts staged content in the place of a file.</summary>
    [JsonStringEnumMemberName("replace")]
    Replace,

    /// <summary>Takes a file away, or a directory with all that is in it.</summary>
    [JsonStringEnumMemberName("remove")]
    Remove,

    /// <summary>Gives a file or a directory another path, at which there is nothing.</summary>
    [JsonStringEnumMemberName("rename")]
    Rename,

    /// <summary>Puts a file or a directory at a second path, at which there is nothing.</summary>
    [JsonStringEnumMemberName("copy")]
    Copy,

    /// <summary>Makes a file, a directory or the whole state what it was in an earlier version.</summary>
    [JsonStringEnumMemberName("restore")]
    Restore,
}
