using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>The facts of a path or an open file of a local file system.</summary>
/// <param name="Kind">A file is a regular one: not a pipe, a socket or a device, which would block a reader.</param>
/// <param name="Length">In bytes, of a file.</param>
/// <param name="Modified">When a file was last written.</param>
internal readonly partial record struct LocalEntry(StorageEntryKind Kind, long Length, DateTime Modified)
{
    private const int NoSuchFile = 2;
    private const int PermissionDenied = 13;
    private const int NotADirectory = 20;
    private const int NameTooLong = 36;
    private const int TooManyLinks = 40;
    private const int CurrentDirectory = -100;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int DoNotFollow = 0x100;
    private const int TheDescriptorItself = 0x1000;
    private const uint BasicFacts = 0x7FF;
    private const uint Birth = 0x800;
    private const uint MountNumber = 0x1000;
    private const uint AllFacts = BasicFacts | Birth | MountNumber;

    /// <summary>True for a symbolic link.</summary>
    public bool IsLink { get; private init; }

    /// <summary>Which file it is, where it has more than one name; null if it has one.</summary>
    public FileIdentity? Shared { get; private init; }

    /// <summary>The volume that it is on; 0 if the system does not report it.</summary>
    public ulong Volume { get; private init; }

    /// <summary>The file's number on its volume; 0 if the system does not report it.</summary>
    public ulong Number { get; private init; }

    /// <summary>When the bytes were last written, in nanoseconds since 1970; 0 if the system does not report it.</summary>
    public long ModifiedNanoseconds { get; private init; }

    /// <summary>
    /// When the bytes, the owner, the mode or the names were last changed, in nanoseconds since 1970; no program can set it. 0 if the
    /// system does not report it.
    /// </summary>
    public long ChangedNanoseconds { get; private init; }

    /// <summary>
    /// When it was created, in nanoseconds since 1970; no program can set it. 0 if the system does not report it. With
    /// <see cref="Identity"/> it tells a directory from the next one that gets its number.
    /// </summary>
    public long BornNanoseconds { get; private init; }

    /// <summary>
    /// The mount that it is reached through; 0 if the system does not report it. A rename cannot lead from one mount to another, even on
    /// one volume.
    /// </summary>
    public ulong Mount { get; private init; }

    /// <summary>Which file or directory it is on its volume; null if the system does not report it.</summary>
    public FileIdentity? Identity => Number == 0 ? null : new(Volume, Number);

    /// <summary>How many names it has: 0 for an open file that has been deleted. 1 if the system does not report it.</summary>
    public uint Links { get; private init; }

    /// <summary>Whose it is, and its permissions; null if the system does not report it.</summary>
    public FileOwner? Owner { get; private init; }

    /// <summary>Reads the facts of a path without following a link.</summary>
    /// <returns>Null if there is nothing, or nothing that the system can reach by such a path.</returns>
    /// <exception cref="IOException">It is not known.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory on the way may not be passed through.</exception>
    public static LocalEntry? TryGet(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return TryGetPortably(path);
        }

        if (Status(CurrentDirectory, path, DoNotFollow, AllFacts, out FileStatus status) == 0)
        {
            return Of(status);
        }

        return NothingAt(path, Marshal.GetLastPInvokeError());
    }

    /// <summary>Reads the facts of an entry of an open directory, without following a link.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="nameWithNul">A name in it as bytes, with a NUL at the end.</param>
    /// <param name="path">The path for messages.</param>
    /// <returns>Null if there is nothing.</returns>
    /// <exception cref="IOException">It is not known.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be passed through.</exception>
    public static LocalEntry? TryGet(SafeFileHandle directory, ReadOnlySpan<byte> nameWithNul, string path) =>
        Status(directory, nameWithNul, DoNotFollow, AllFacts, out FileStatus status) == 0
            ? Of(status)
            : NothingAt(path, Marshal.GetLastPInvokeError());

    /// <summary>Reads the facts of an open file.</summary>
    public static LocalEntry Get(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux() && Status(file, "", TheDescriptorItself, AllFacts, out FileStatus status) == 0)
        {
            return Of(status);
        }

        return new(StorageEntryKind.File, RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file)) { Links = 1 };
    }

    /// <summary>Reads the facts of an open file, by its number.</summary>
    /// <returns>Null if they are not known.</returns>
    [SupportedOSPlatform("linux")]
    public static LocalEntry? TryGet(int file) =>
        Status(file, "", TheDescriptorItself, AllFacts, out FileStatus status) == 0 ? Of(status) : null;

    /// <summary>Reads the facts of an entry of an open directory, by the directory's number, without following a link.</summary>
    /// <returns>Null if there is nothing, or the facts are not known.</returns>
    [SupportedOSPlatform("linux")]
    public static LocalEntry? TryGet(int directory, ReadOnlySpan<byte> nameWithNul) =>
        Status(directory, nameWithNul, DoNotFollow, AllFacts, out FileStatus status) == 0 ? Of(status) : null;

    /// <summary>Whether the file is the same and unchanged. Another name for it is no change.</summary>
    public bool Equals(LocalEntry other) => Kind == other.Kind && Length == other.Length && Modified == other.Modified;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Length, Modified);

    private static LocalEntry? NothingAt(string path, int error) => error switch
    {
        NoSuchFile or NotADirectory or NameTooLong or TooManyLinks => null,
        PermissionDenied => throw new UnauthorizedAccessException($"Access to the path '{path}' is denied."),
        _ => throw new IOException($"'{path}' cannot be read: {Marshal.GetPInvokeErrorMessage(error)}."),
    };

    private static LocalEntry? TryGetPortably(string path)
    {
        try
        {
            FileAttributes attributes = File.GetAttributes(path);
            FileInfo info = new(path);

            // Windows also marks files so whose bytes are elsewhere, such as those of a volume without duplicates.
            bool isLink = attributes.HasFlag(FileAttributes.ReparsePoint) && info.LinkTarget is not null;
            return isLink ? new(StorageEntryKind.Other, 0, default) { IsLink = true }
                : attributes.HasFlag(FileAttributes.Directory) ? new(StorageEntryKind.Directory, 0, default)
                : new(StorageEntryKind.File, info.Length, info.LastWriteTimeUtc);
        }
        catch (Exception nothing) when (nothing is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        {
            return null;
        }
    }

    private static LocalEntry Of(in FileStatus status)
    {
        StorageEntryKind kind = (status.Mode & 0xF000) switch
        {
            0x8000 => StorageEntryKind.File,
            0x4000 => StorageEntryKind.Directory,
            _ => StorageEntryKind.Other,
        };
        ulong volume = ((ulong)status.DeviceMajor << 32) | status.DeviceMinor;
        return new(kind, (long)status.Size, DateTime.UnixEpoch.AddTicks(
            (status.ModifiedSeconds * TimeSpan.TicksPerSecond) + (status.ModifiedNanoseconds / TimeSpan.NanosecondsPerTick)))
        {
            IsLink = (status.Mode & 0xF000) == 0xA000,
            Volume = volume,
            Mount = (status.Mask & MountNumber) != 0 ? status.Mount : 0,
            Links = status.Links,
            Owner = new(status.User, status.Group, (UnixFileMode)(status.Mode & 0xFFF)),
            Shared = kind == StorageEntryKind.File && status.Links > 1 ? new(volume, status.Number) : null,
            Number = status.Number,
            ModifiedNanoseconds = (status.ModifiedSeconds * NanosecondsPerSecond) + status.ModifiedNanoseconds,
            ChangedNanoseconds = (status.ChangedSeconds * NanosecondsPerSecond) + status.ChangedNanoseconds,
            BornNanoseconds = (status.Mask & Birth) != 0 ? (status.BornSeconds * NanosecondsPerSecond) + status.BornNanoseconds : 0,
        };
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(int directory, string path, int flags, uint mask, out FileStatus status);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(SafeFileHandle file, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(
        SafeFileHandle directory, ReadOnlySpan<byte> nameWithNul, int flags, uint mask, out FileStatus status);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(int directory, ReadOnlySpan<byte> nameWithNul, int flags, uint mask, out FileStatus status);

    /// <summary>The kernel's <c>struct statx</c>, which is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(0)]
        public uint Mask;

        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Number;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(80)]
        public long BornSeconds;

        [FieldOffset(88)]
        public uint BornNanoseconds;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;

        [FieldOffset(144)]
        public ulong Mount;
    }
}
