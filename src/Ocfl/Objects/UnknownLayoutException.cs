namespace Ocfl.Objects;

/// <summary>A storage root does not say where an object belongs, or not in a way that is known here. It can be read, by walking.</summary>
/// <param name="location">The storage root.</param>
/// <param name="problem">Why its layout is not known, as the end of a sentence.</param>
public sealed class UnknownLayoutException(string location, string problem)
    : OcflException($"The storage root {location} has no layout that is known, so that no object has a known place: {problem}.")
{
    /// <summary>The storage root.</summary>
    public string Location { get; } = location;
}
