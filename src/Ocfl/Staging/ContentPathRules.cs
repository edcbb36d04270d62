namespace Ocfl.Staging;

/// <summary>How content paths are made of logical paths, and what they may be.</summary>
/// <param name="Mapping">How they are made.</param>
/// <param name="Constraint">Where they must be usable.</param>
public sealed record ContentPathRules(
    ContentPathMapping Mapping = ContentPathMapping.Identity, PathConstraint Constraint = PathConstraint.None)
{
    /// <summary>The logical path as it is, and the specification's rules.</summary>
    public static ContentPathRules Default { get; } = new();
}
