namespace Ocfl.Validation;

/// <summary>What was read of a file that is to be short.</summary>
/// <param name="IsRead">False when the file could not be read, which has been reported.</param>
/// <param name="Text">Null when it was not read, is too long or is not UTF-8.</param>
internal readonly record struct ShortText(bool IsRead, string? Text);
