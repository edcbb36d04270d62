namespace Ocfl.Inventories;

/// <summary>What an error in an inventory stops (decision 21).</summary>
internal enum FaultImpact
{
    /// <summary>Everything: what the object holds, or where, is not certain.</summary>
    StopsReading,

    /// <summary>Updates only: content is read without it, but the next version's inventory would lose or repeat it.</summary>
    StopsUpdates,

    /// <summary>Nothing: an update carries on what is there.</summary>
    None,
}
