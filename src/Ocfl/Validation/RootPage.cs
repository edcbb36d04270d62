namespace Ocfl.Validation;

/// <summary>A part of a storage root, in the order of directories, name by name (ordinal).</summary>
/// <param name="ObjectRoots">The objects' roots from the storage root: all that has a declaration or an inventory, whole or not.</param>
/// <param name="Next">Where the next part starts, to be given as <c>after</c>; null when this was the last.</param>
public sealed record RootPage(IReadOnlyList<string> ObjectRoots, string? Next);
