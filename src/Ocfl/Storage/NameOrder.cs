namespace Ocfl.Storage;

/// <summary>
/// File systems that write changes of names to the disk in the order in which they were made. If a directory has been flushed there after
/// its last change, everything that was changed before it is on the disk, too: the names of the directories above, and those in others.
/// </summary>
/// <remarks>
/// They have one journal, of which a flush writes all up to the last change of what is flushed: ext3, ext4 and XFS. ext4 without a journal
/// has the directories above a new one on the disk with it. Bytes of files are not in the journal.
/// </remarks>
internal static class NameOrder
{
    private static readonly long[] Known = [0xEF53, 0x58465342];

    /// <summary>Whether the file system of a directory is known to be one.</summary>
    /// <param name="directory">Its full path.</param>
    public static bool IsKept(string directory) =>
        OperatingSystem.IsLinux() && FileSystemType.Of(directory) is { } type && Known.Contains(type);
}
