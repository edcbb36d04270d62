namespace Ocfl.Objects;

/// <summary>A storage is not the requested storage root, or cannot become it.</summary>
/// <param name="location">Where it is.</param>
/// <param name="rule">What is wrong, as the end of a sentence that starts with the location.</param>
public sealed class StorageRootException(string location, string rule) : OcflException($"{location} {rule}.")
{
    /// <summary>Where it is.</summary>
    public string Location { get; } = location;
}
