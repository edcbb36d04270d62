using Ocfl.Inventories;

namespace Ocfl.Objects;

/// <summary>A version has no file at a logical path.</summary>
/// <param name="objectId">The object.</param>
/// <param name="version">The version.</param>
/// <param name="logicalPath">The requested path.</param>
public sealed class LogicalPathNotFoundException(string objectId, VersionNumber version, string logicalPath)
    : OcflException($"Version {version} of the object '{objectId}' has no file '{logicalPath}'.")
{
    /// <summary>The requested path.</summary>
    public string LogicalPath { get; } = logicalPath;
}
