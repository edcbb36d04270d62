using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What an update is at.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdatePhase>))]
public enum UpdatePhase
{
    /// <summary>Waits for its turn with the object.</summary>
    Claiming,

    /// <summary>Lists, hashes and stages the source.</summary>
    Staging,

    /// <summary>Makes the plan from the base version and the stage.</summary>
    Planning,

    /// <summary>Brings the content into place.</summary>
    Copying,

    /// <summary>Writes the inventories.</summary>
    Committing,

    /// <summary>Is committed; does what comes after, and checks.</summary>
    Finishing,

    /// <summary>Undoes what is not committed.</summary>
    Reverting,

    /// <summary>Waits for an operator to mend a fault: for the event <c>Retry</c> or <c>Cancel</c>, until the hold's time is over.</summary>
    Held,
}
