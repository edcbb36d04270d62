using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>Linux's <c>openat2</c>: opens what is below a directory, and has the kernel refuse what would lead elsewhere.</summary>
internal static partial class OpenAt2
{
    /// <summary>Do not wait for the writer of a pipe, and take no terminal.</summary>
    public const int DoNotBlock = 0x800 | 0x100;

    /// <summary>Only to read its facts, or to start from there; the file itself is not opened.</summary>
    public const int PathOnly = 0x200000;

    /// <summary>No symbolic link anywhere on the way (<c>RESOLVE_NO_SYMLINKS</c>).</summary>
    public const ulong NoLinks = 0x4;

    /// <summary>The same, and nothing above the directory or beside it (<c>RESOLVE_BENEATH</c>, <c>RESOLVE_NO_MAGICLINKS</c>).</summary>
    public const ulong Beneath = 0x8 | NoLinks | 0x2;

    private const int CloseOnExec = 0x80000;
    private const int CurrentDirectory = -100;
    private const int Number = 437;
    private const int NotPermitted = 1;
    private const int NoSuchFile = 2;
    private const int NoSuchDevice = 6;
    private const int AnotherVolume = 18;
    private const int NoDevice = 19;
    private const int NotADirectory = 20;
    private const int NoSuchCall = 38;
    private const int TooManyLinks = 40;

    /// <summary>Only if it is a directory.</summary>
    public static int Directory { get; } = IsArm ? 0x4000 : 0x10000;

    /// <summary>No link in the last place. With <see cref="PathOnly"/>: a link itself, and not what it points to.</summary>
    public static int NoFollow { get; } = IsArm ? 0x8000 : 0x20000;

    /// <summary>Past the page cache (<c>O_DIRECT</c>).</summary>
    public static int Direct { get; } = IsArm ? 0x10000 : 0x4000;

    // Few flags are not the same everywhere.
    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Armv6 or Architecture.Arm64;

    /// <summary>Opens something for reading, by a path from the current directory or from the top.</summary>
    /// <returns>Null if that cannot be done, or is not known.</returns>
    public static SafeFileHandle? TryOpen(string path, int flags, ulong resolve, out int error) =>
        Take(SystemCall(Number, CurrentDirectory, path, How(flags, resolve), Marshal.SizeOf<OpenHow>()), out error);

    /// <summary>Opens something for reading, by a path from a directory.</summary>
    /// <returns>Null if that cannot be done, or is not known.</returns>
    public static SafeFileHandle? TryOpen(SafeFileHandle directory, string path, int flags, ulong resolve, out int error) =>
        Take(SystemCall(Number, directory, path, How(flags, resolve), Marshal.SizeOf<OpenHow>()), out error);

    /// <summary>
    /// Opens something for reading as <see cref="TryOpen(string, int, ulong, out int)"/> does, as a number: for the few calls that a small
    /// file takes, the runtime's handle costs too much.
    /// </summary>
    /// <returns>Negative if that cannot be done.</returns>
    public static int OpenNumber(string path, int flags, ulong resolve) =>
        (int)SystemCall(Number, CurrentDirectory, path, How(flags, resolve), Marshal.SizeOf<OpenHow>());

    /// <inheritdoc cref="OpenNumber(string, int, ulong)"/>
    public static int OpenNumber(SafeFileHandle directory, string path, int flags, ulong resolve) =>
        (int)SystemCall(Number, directory, path, How(flags, resolve), Marshal.SizeOf<OpenHow>());

    /// <summary>Closes what was opened as a number.</summary>
    public static void Close(int file) => _ = CloseNumber(file);

    /// <summary>Whether an error means that the kernel has no such call, or that a filter of system calls forbids it.</summary>
    public static bool IsUnsupported(int error) => error is NoSuchCall or NotPermitted;

    /// <summary>
    /// Whether an error means that there is nothing at this path that may be opened: nothing at all, or a link, or no file.
    /// </summary>
    public static bool IsNothing(int error) =>
        error is NoSuchFile or NotADirectory or TooManyLinks or AnotherVolume or NoSuchDevice or NoDevice;

    private static OpenHow How(int flags, ulong resolve) => new() { Flags = (ulong)(flags | CloseOnExec), Resolve = resolve };

    private static SafeFileHandle? Take(nint descriptor, out int error)
    {
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    // The libraries have no function for this call.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SystemCall(nint number, nint directory, string path, in OpenHow how, nint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SystemCall(nint number, SafeFileHandle directory, string path, in OpenHow how, nint size);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CloseNumber(int file);

    /// <summary>The kernel's <c>struct open_how</c>, which is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
