namespace Ocfl.Archives;

/// <summary>A file cannot be in an archive under its path: common programs would extract it to another place.</summary>
/// <param name="path">The path.</param>
/// <param name="reason">Why, as the end of a sentence.</param>
public sealed class ArchiveNameException(string path, string reason)
    : OcflException($"'{VisibleText.Show(path)}' cannot be in the archive: {reason}.")
{
    /// <summary>The path.</summary>
    public string Path { get; } = path;
}
