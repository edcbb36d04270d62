namespace Ocfl.Staging;

/// <summary>A logical path that cannot be in a version state, or not together with the others (OCFL 1.1, section 3.5.3).</summary>
/// <param name="logicalPath">The path.</param>
/// <param name="rule">What is wrong with it.</param>
public sealed class StageConflictException(
    string logicalPath, string rule) : OcflException($"The logical path '{logicalPath}' cannot be used: {rule}.")
{
    /// <summary>The path.</summary>
    public string LogicalPath { get; } = logicalPath;
}
