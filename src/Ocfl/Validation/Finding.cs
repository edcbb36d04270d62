namespace Ocfl.Validation;

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
    public bool IsUnreadable => Code == ValidationCodes.Unreadable;

    /// <summary>A finding whose severity follows from its code.</summary>
    public static Finding Of(string code, string message, FindingLocation location) => new(
        code,
        code[0] switch { 'E' => FindingSeverity.Error, 'W' or 'X' => FindingSeverity.Warning, 'U' => FindingSeverity.Unchecked, _ => FindingSeverity.Info },
        message,
        location);

    /// <inheritdoc/>
    public override string ToString() => $"{Code} {Location}: {Message}";
}
