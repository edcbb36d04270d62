using Ocfl.Findings;

namespace Ocfl.Validation;

/// <summary>What was found about an object, by the rules for objects and by those for an object in a storage root.</summary>
/// <param name="Report">What was found about it.</param>
/// <param name="Place">Whether it is where the root's layout puts it.</param>
public sealed record ObjectInRoot(ValidationReport Report, ObjectPlace Place)
{
    /// <summary>What was found about the root: objects that are within this one.</summary>
    public IReadOnlyList<Finding> RootFindings { get; init; } = [];
}
