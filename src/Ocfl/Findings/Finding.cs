namespace Ocfl.Findings;

/// <summary>Something that validation has found.</summary>
/// <param name="Code">
/// The code of the specification's table, for example <c>E023</c> or <c>W004</c>, of the version of the specification that the
/// object or root declares; <c>I001</c> and so on for information, <c>X001</c> and so on for warnings that the specification has no
/// code for, most of them by the rules of extensions, <c>U001</c> and so on for what could not be checked.
/// </param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">A sentence that says what is wrong and what would be right.</param>
/// <param name="Location">What it is about.</param>
public sealed record Finding(string Code, FindingSeverity Severity, string Message, FindingLocation Location)
{
    /// <summary>Whether it says that the storage could not read a file or list a directory; a later try may succeed.</summary>
    public bool IsUnreadable => Code == FindingCodes.Unreadable.Name;

    /// <summary>A finding with the severity of its code.</summary>
    internal static Finding Of(FindingCode code, string message, FindingLocation location) =>
        new(code.Name, code.Severity, message, location);

    /// <inheritdoc/>
    public override string ToString() => $"{Code} {Location}: {Message}";
}

/// <summary>What a finding is about.</summary>
/// <param name="Path">
/// A file or directory, from the top of what was validated (the object root, or the storage root for a finding about the root
/// itself); empty for the top.
/// </param>
/// <param name="JsonPointer">A place in the JSON of that file (RFC 6901), for example <c>/versions/v1/created</c>; null for none.</param>
/// <param name="Version">The version that it is about, for example <c>v2</c>; null if it is not about one version.</param>
public sealed record FindingLocation(string Path, string? JsonPointer = null, string? Version = null)
{
    /// <summary>The path, with the pointer, if any, after a <c>#</c>; <c>.</c> for the top.</summary>
    public override string ToString() => (Path.Length == 0 ? "." : Path) + (JsonPointer is null ? "" : "#" + JsonPointer);
}

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Information; the specification has no rule about it.</summary>
    Info,

    /// <summary>
    /// What should not be (SHOULD in the specification, or a rule of an extension); the object or root is still valid.
    /// </summary>
    Warning,

    /// <summary>What must not be (MUST in the specification): the object or root is not valid.</summary>
    Error,

    /// <summary>What could not be checked, so that it is not known whether the object or root is valid.</summary>
    Unchecked,
}
