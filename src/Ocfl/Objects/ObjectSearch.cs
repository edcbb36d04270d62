namespace Ocfl.Objects;

/// <summary>The result of a search through a storage root.</summary>
/// <param name="ObjectRoot">Where the object is; null when no object has this id.</param>
/// <param name="Unread">The first object whose id could not be read, which may be the one that was searched for; null when there is
/// none.</param>
public sealed record ObjectSearch(string? ObjectRoot, ObjectEntry? Unread);
