using System.Text.Json.Serialization;

namespace Ocfl.Updates;

/// <summary>How a step came out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ActivityOutcome>))]
public enum ActivityOutcome
{
    /// <summary>The step did its work.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>The work had been done before; nothing was written.</summary>
    [JsonStringEnumMemberName("alreadyDone")]
    AlreadyDone,
}
