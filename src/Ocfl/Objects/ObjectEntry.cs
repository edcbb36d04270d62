namespace Ocfl.Objects;

/// <summary>An object in a listing of a storage root.</summary>
/// <param name="Root">The object's directory, from the storage root.</param>
/// <param name="Id">The id in its inventory; null if it was not requested, or could not be read.</param>
/// <param name="Problem">Why the id could not be read, or why it is not known what is in the directory, for people; null otherwise.</param>
public sealed record ObjectEntry(string Root, string? Id = null, string? Problem = null)
{
    /// <summary>Whether the storage could not be read there: there may be any number of objects.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>
    /// Whether it is not an object yet, since its first version is not committed: it is being created, or what was creating it was killed.
    /// </summary>
    public bool IsUnfinished { get; init; }
}
