namespace Ocfl.Objects;

/// <summary>
/// A storage root has no layout, or none that is known here, so that the place of an object is not known. It can still be listed.
/// </summary>
/// <param name="location">The storage root.</param>
/// <param name="problem">Why its layout is not known, as the end of a sentence.</param>
public sealed class UnknownLayoutException(string location, string problem)
    : OcflException($"The storage root {location} has no layout that is known, so that no object has a known place: {problem}.")
{
    /// <summary>The storage root.</summary>
    public string Location { get; } = location;
}
