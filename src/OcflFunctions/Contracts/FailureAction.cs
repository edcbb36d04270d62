using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What becomes of an update when retries have run out on a fault that an operator can mend.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureAction>))]
public enum FailureAction
{
    /// <summary>It is held, and goes on once it is told to.</summary>
    [JsonStringEnumMemberName("hold")]
    Hold,

    /// <summary>It is undone and fails at once.</summary>
    [JsonStringEnumMemberName("revert")]
    Revert,
}
