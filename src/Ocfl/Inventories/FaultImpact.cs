namespace Ocfl.Inventories;

/// <summary>What an error in an inventory stops (decision 21).</summary>
internal enum FaultImpact
{
    /// <summary>Everything: it is not certain what the object contains, or where.</summary>
    StopsReading,

    /// <summary>Updates only: content is read without it, but the next version's inventory would lose or repeat it.</summary>
    StopsUpdates,

    /// <summary>Nothing: an update keeps what is there.</summary>
    None,
}
