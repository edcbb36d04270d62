using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

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
