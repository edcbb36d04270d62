using System.Collections.Concurrent;
using System.Globalization;

namespace Ocfl.Storage;

/// <summary>
/// Knows the file systems that write changes of names to the disk in the order in which they were made. If a directory has been flushed
/// there after its last change, everything that was changed before it is on the disk, too: the names of the directories above, and those
/// in others.
/// </summary>
/// <remarks>
/// They have one journal, of which a flush writes all up to the last change of what is flushed: XFS, and ext3 and ext4 unless they were
/// made without a journal. Bytes of files are not in the journal.
/// </remarks>
internal sealed class NameOrder
{
    private const string WithoutJournal = "<none>";

    // A volume keeps its journal as long as it is mounted.
    private readonly ConcurrentDictionary<ulong, bool> _volumes = new();

    /// <summary>Whether the file system of a directory is known to be one.</summary>
    /// <param name="directory">Its full path.</param>
    public bool IsKept(string directory) =>
        OperatingSystem.IsLinux()
        && LocalEntry.TryGet(directory) is { Volume: not 0 and var volume }
        && _volumes.GetOrAdd(volume, static (volume, path) => Find(path, volume), directory);

    /// <summary>Whether an ext file system has a journal: it is reported for each that the kernel's ext4 has mounted.</summary>
    /// <param name="system">The folder in which the kernel reports, as a rule <c>/sys</c>.</param>
    /// <param name="device">The device that it is on, such as <c>8:1</c>.</param>
    internal static bool HasJournal(string system, string device)
    {
        try
        {
            return Directory.ResolveLinkTarget(Path.Combine(system, "dev", "block", device), returnFinalTarget: false) is { } target
                && File.ReadAllText(Path.Combine(system, "fs", "ext4", target.Name, "journal_task")).Trim() != WithoutJournal;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool Find(string directory, ulong volume) => FileSystemType.Of(directory) switch
    {
        FileSystemType.Xfs => true,
        FileSystemType.Ext => HasJournal("/sys", string.Create(CultureInfo.InvariantCulture, $"{volume >> 32}:{(uint)volume}")),
        _ => false,
    };
}
