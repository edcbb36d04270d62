namespace Ocfl.Testing;

/// <summary>An official object.</summary>
/// <param name="Version">Of the specification.</param>
/// <param name="Name">The folder's name.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Codes">The codes in the folder's name.</param>
public sealed record OfficialFixture(string Version, string Name, string Folder, IReadOnlyList<string> Codes);
