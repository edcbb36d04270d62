using System.Globalization;
using OcflFunctions.Http;

namespace OcflFunctions.Durable;

/// <summary>An instance's place in a list: the newest first, and of two with the same time the greater id.</summary>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Id">The instance's id.</param>
internal readonly record struct InstancePosition(DateTimeOffset CreatedAt, string Id) : IComparable<InstancePosition>
{
    /// <summary>Negative if this one is newer, and so comes first.</summary>
    public int CompareTo(InstancePosition other)
    {
        int byTime = other.CreatedAt.CompareTo(CreatedAt);
        return byTime != 0 ? byTime : string.CompareOrdinal(other.Id, Id);
    }

    /// <summary>The continuation of a list after this place.</summary>
    public string ToContinuation() => PageQuery.Continue(CreatedAt.UtcTicks.ToString("x", CultureInfo.InvariantCulture), Id);

    /// <summary>The place of a continuation.</summary>
    public static InstancePosition? Parse(string ticks, string id) => new InstancePosition(
        new DateTimeOffset(long.Parse(ticks, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), TimeSpan.Zero), id);
}
