using System.Text.Json.Serialization;

namespace Ocfl.Updates;

/// <summary>What undoing an update came to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RevertOutcome>))]
public enum RevertOutcome
{
    /// <summary>The object is as it was, and nothing of the update is left.</summary>
    [JsonStringEnumMemberName("reverted")]
    Reverted,

    /// <summary>The commit has happened; nothing was undone. What remains is to finish the last steps.</summary>
    [JsonStringEnumMemberName("committed")]
    Committed,
}
