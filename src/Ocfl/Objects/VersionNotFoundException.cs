using Ocfl.Inventories;

namespace Ocfl.Objects;

/// <summary>An object has no version of a number.</summary>
/// <param name="objectId">The object.</param>
/// <param name="number">The requested number.</param>
/// <param name="head">The object's newest version.</param>
public sealed class VersionNotFoundException(string objectId, int number, VersionNumber head)
    : OcflException($"The object '{objectId}' has no version {number}; its newest is {head}.")
{
    /// <summary>The requested number.</summary>
    public int Number { get; } = number;
}
