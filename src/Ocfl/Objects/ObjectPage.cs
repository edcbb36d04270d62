namespace Ocfl.Objects;

/// <summary>A part of a listing of a storage root, in the order of the objects' directories.</summary>
/// <param name="Objects">The objects.</param>
/// <param name="Next">Where the next part starts, to be given as <c>after</c>; null when this was the last.</param>
internal sealed record ObjectPage(IReadOnlyList<ObjectEntry> Objects, string? Next);
