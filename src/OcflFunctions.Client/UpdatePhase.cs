using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>What an update is at.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<UpdatePhase>))]
public enum UpdatePhase
{
    /// <summary>One that this client does not know yet.</summary>
    Unknown,

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

    /// <summary>Waits for an operator to mend a fault: for <see cref="OcflFunctionsClient.RetryAsync"/> or <see cref="OcflFunctionsClient.CancelAsync"/>, until the hold's time is over.</summary>
    Held,
}
