using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>The kind of a file system, as 64-bit Linux numbers it, and its own id.</summary>
internal static partial class FileSystemType
{
    /// <summary>ext2 to ext4, which have one number.</summary>
    public const long Ext = 0xEF53;

    /// <summary>XFS.</summary>
    public const long Xfs = 0x58465342;

    /// <summary>Btrfs.</summary>
    public const long Btrfs = 0x9123683E;

    /// <summary>F2FS.</summary>
    public const long F2fs = 0xF2F52010;

    /// <summary>tmpfs.</summary>
    public const long Tmpfs = 0x01021994;

    private const long Bcachefs = 0xCA451A4E;
    private const long Zfs = 0x2FC12FC1;

    // Their id is made of the UUID that they were created with (f_fsid of statfs(2)).
    // Others have the device's number there, which another mount or a restart may change, or nothing.
    private static readonly long[] WithOwnId = [Ext, Btrfs, Bcachefs, Zfs, Tmpfs];

    // Those that are also known to flush the disk's own cache.
    private static readonly long[] Local = [Ext, Xfs, Btrfs, F2fs, Tmpfs];

    /// <summary>Whether a path is on a file system that is known, and not one of a network.</summary>
    public static bool IsOfThisMachine(string path) => OperatingSystem.IsLinux() && Of(path) is { } type && Local.Contains(type);

    /// <summary>The kind that a path is on; null if that is not known.</summary>
    public static long? Of(string path) =>
        Environment.Is64BitProcess && Status(path, out FileSystemStatus status) == 0 ? status.Type : null;

    /// <summary>The kind that an open file or directory is on; null if that is not known.</summary>
    public static long? Of(SafeFileHandle file) =>
        Environment.Is64BitProcess && Status(file, out FileSystemStatus status) == 0 ? status.Type : null;

    /// <summary>The id that the file system of an open file or directory keeps whenever it is mounted; 0 if it has none.</summary>
    public static ulong IdOf(SafeFileHandle file) =>
        Environment.Is64BitProcess && Status(file, out FileSystemStatus status) == 0 && WithOwnId.Contains(status.Type) ? status.Id : 0;

    [LibraryImport("libc", EntryPoint = "statfs", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(string path, out FileSystemStatus status);

    [LibraryImport("libc", EntryPoint = "fstatfs")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(SafeFileHandle file, out FileSystemStatus status);

    /// <summary>The kernel's <c>struct statfs</c> of 64-bit systems, of which two fields are read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileSystemStatus
    {
        [FieldOffset(0)]
        public long Type;

        [FieldOffset(56)]
        public ulong Id;
    }
}
