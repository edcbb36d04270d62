namespace Ocfl.Objects;

/// <summary>There is an object with another id in the place of an object.</summary>
/// <param name="objectRoot">The place.</param>
/// <param name="expectedId">The requested id.</param>
/// <param name="actualId">The id in the inventory there.</param>
public sealed class ObjectIdMismatchException(string objectRoot, string expectedId, string actualId)
    : OcflException($"The object at '{objectRoot}' has the id '{actualId}', where the layout puts '{expectedId}'.")
{
    /// <summary>The place.</summary>
    public string ObjectRoot { get; } = objectRoot;

    /// <summary>The requested id.</summary>
    public string ExpectedId { get; } = expectedId;

    /// <summary>The id in the inventory there.</summary>
    public string ActualId { get; } = actualId;
}
