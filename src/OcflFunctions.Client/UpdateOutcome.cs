using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>How an update that did not fail came out.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<UpdateOutcome>))]
public enum UpdateOutcome
{
    /// <summary>One that this client does not know yet.</summary>
    Unknown,

    /// <summary>A new version is committed.</summary>
    Completed,

    /// <summary>The object already was what was asked for: there is no new version.</summary>
    Unchanged,

    /// <summary>The caller cancelled; nothing is committed and nothing of the update is left.</summary>
    Cancelled,
}
