using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>The kind of a file system, as 64-bit Linux numbers it.</summary>
internal static partial class FileSystemType
{
    /// <summary>The kind that a path is on; null where that is not known.</summary>
    public static long? Of(string path) =>
        Environment.Is64BitProcess && Status(path, out FileSystemStatus status) == 0 ? status.Type : null;

    /// <summary>The kind that an open file or directory is on; null where that is not known.</summary>
    public static long? Of(SafeFileHandle file) =>
        Environment.Is64BitProcess && Status(file, out FileSystemStatus status) == 0 ? status.Type : null;

    [LibraryImport("libc", EntryPoint = "statfs", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(string path, out FileSystemStatus status);

    [LibraryImport("libc", EntryPoint = "fstatfs")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(SafeFileHandle file, out FileSystemStatus status);

    /// <summary>The kernel's <c>struct statfs</c> of 64-bit systems; only its first field is looked at.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileSystemStatus
    {
        [FieldOffset(0)]
        public long Type;
    }
}
