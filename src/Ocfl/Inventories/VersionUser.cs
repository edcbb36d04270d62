namespace Ocfl.Inventories;

/// <summary>Who created a version (OCFL 1.1, section 3.5.3.1).</summary>
/// <param name="Name">The name; not empty.</param>
/// <param name="Address">A URI, <c>mailto:</c> or a person's identifier; null when not given.</param>
public sealed record VersionUser(string Name, string? Address = null);
