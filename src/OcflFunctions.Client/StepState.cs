using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>How far a step is.</summary>
[JsonConverter(typeof(StepStateConverter))]
public enum StepState
{
    /// <summary>One that this client does not know yet.</summary>
    Unknown,

    /// <summary>Waits.</summary>
    Waiting,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Did its work.</summary>
    Done,

    /// <summary>Had been done before, and was skipped.</summary>
    AlreadyDone,
}
