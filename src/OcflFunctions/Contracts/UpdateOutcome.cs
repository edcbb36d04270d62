using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>How an update that did not fail came out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdateOutcome>))]
public enum UpdateOutcome
{
    /// <summary>A new version is committed.</summary>
    Completed,

    /// <summary>The object already was what was asked for: there is no new version. What an update that was lost after its commit had left undone is done.</summary>
    Unchanged,

    /// <summary>The caller cancelled; nothing is committed and nothing of the update is left.</summary>
    Cancelled,
}
