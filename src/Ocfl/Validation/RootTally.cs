namespace Ocfl.Validation;

/// <summary>Counts of the objects of a storage root, for the rules about all of them together.</summary>
public sealed record RootTally
{
    /// <summary>Whether there are objects that are direct children of the root.</summary>
    public bool HasObjectsAtTop { get; init; }

    /// <summary>Whether there are objects that are deeper.</summary>
    public bool HasObjectsBelow { get; init; }

    /// <summary>How many objects are where the layout puts them.</summary>
    public long Placed { get; init; }

    /// <summary>How many are not.</summary>
    public long Misplaced { get; init; }
}
