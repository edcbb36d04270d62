namespace Ocfl.Objects;

/// <summary>What a search through a storage root has found.</summary>
/// <param name="ObjectRoot">Where the object is; null when no object has this id.</param>
/// <param name="Unread">The first object whose id could not be read, which may be the one that was looked for; null when there is
/// none.</param>
public sealed record ObjectSearch(string? ObjectRoot, ObjectEntry? Unread);
