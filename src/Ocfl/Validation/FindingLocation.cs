namespace Ocfl.Validation;

/// <summary>What a finding is about.</summary>
/// <param name="Path">
/// A file or directory, from the top of what was validated (the object root, or the storage root for a finding about the root
/// itself); empty for the top.
/// </param>
/// <param name="JsonPointer">A place in the JSON of that file (RFC 6901), for example <c>/versions/v1/created</c>; null for none.</param>
/// <param name="Version">The version that it is about, for example <c>v2</c>; null when it is about no one version.</param>
public sealed record FindingLocation(string Path, string? JsonPointer = null, string? Version = null)
{
    /// <summary>The path, with the pointer after a <c>#</c> where there is one; <c>.</c> for the top.</summary>
    public override string ToString() => (Path.Length == 0 ? "." : Path) + (JsonPointer is null ? "" : "#" + JsonPointer);
}
