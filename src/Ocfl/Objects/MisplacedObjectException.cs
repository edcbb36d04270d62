using Ocfl.Findings;

namespace Ocfl.Objects;

/// <summary>
/// A storage root has an object, but not where its layout puts it: by its id alone it is not found (OCFL 1.1, section 4.1).
/// </summary>
/// <param name="objectId">The object's id.</param>
/// <param name="objectRoot">Where it is.</param>
/// <param name="expected">Where the layout puts it.</param>
public sealed class MisplacedObjectException(string objectId, string objectRoot, string expected)
    : OcflException(
        $"The storage root's layout puts the object '{objectId}' at '{expected}', and it is at '{objectRoot}': "
            + $"its id must not be used twice, so move it to its place (validation reports {FindingCodes.E083}).")
{
    /// <summary>The object's id.</summary>
    public string ObjectId { get; } = objectId;

    /// <summary>Where it is.</summary>
    public string ObjectRoot { get; } = objectRoot;

    /// <summary>Where the layout puts it.</summary>
    public string Expected { get; } = expected;
}
