namespace Ocfl.Staging;

/// <summary>How logical paths become content paths, and what those may be.</summary>
/// <param name="Mapping">How logical paths become content paths.</param>
/// <param name="Constraint">Where they must be usable.</param>
public sealed record ContentPathRules(
    ContentPathMapping Mapping = ContentPathMapping.Identity, PathConstraint Constraint = PathConstraint.None)
{
    /// <summary>The logical path as it is, and the specification's rules.</summary>
    public static ContentPathRules Default { get; } = new();
}
