namespace OcflFunctions.Http;

/// <summary>An update's place among all: the newest is first, and of two as old the greater id.</summary>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Id">The update's id.</param>
internal readonly record struct UpdatePosition(DateTimeOffset CreatedAt, string Id) : IComparable<UpdatePosition>
{
    /// <summary>Negative when this one is newer, and so comes first.</summary>
    public int CompareTo(UpdatePosition other)
    {
        int byTime = other.CreatedAt.CompareTo(CreatedAt);
        return byTime != 0 ? byTime : string.CompareOrdinal(other.Id, Id);
    }
}
