using System.Text.Json.Serialization;

namespace OcflFunctions.Http;

/// <summary>How far a step is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepState>))]
public enum StepState
{
    /// <summary>Waits.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>Runs.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Did its work.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>Had been done before, and was skipped.</summary>
    [JsonStringEnumMemberName("alreadyDone")]
    AlreadyDone,
}
