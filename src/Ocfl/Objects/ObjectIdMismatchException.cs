namespace Ocfl.Objects;

/// <summary>At the place of an object there is one with another id.</summary>
/// <param name="objectRoot">The place.</param>
/// <param name="expectedId">The id that was asked for.</param>
/// <param name="actualId">The id in the inventory there.</param>
public sealed class ObjectIdMismatchException(string objectRoot, string expectedId, string actualId)
    : OcflException($"The object at '{objectRoot}' has the id '{actualId}', where the layout puts '{expectedId}'.")
{
    /// <summary>The place.</summary>
    public string ObjectRoot { get; } = objectRoot;

    /// <summary>The id that was asked for.</summary>
    public string ExpectedId { get; } = expectedId;

    /// <summary>The id in the inventory there.</summary>
    public string ActualId { get; } = actualId;
}
