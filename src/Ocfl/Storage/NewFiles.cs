namespace Ocfl.Storage;

/// <summary>How a local storage writes files that must be new.</summary>
internal enum NewFiles
{
    /// <summary>Under another name, and renamed: a file is there whole or not at all.</summary>
    Renamed,

    /// <summary>Straight to their names, in a directory that no other process uses.</summary>
    Straight,

    /// <summary>
    /// Straight to their names, and locked until they are whole: what replaces one on condition waits for that. One that a process left
    /// when it died, or whose writing failed, may not be whole.
    /// </summary>
    Locked,
}
