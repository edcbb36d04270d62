using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>Whose a file or a folder is on Linux, and who may do what with it.</summary>
/// <param name="User">The user's number.</param>
/// <param name="Group">The group's number.</param>
/// <param name="Mode">The permissions.</param>
internal readonly partial record struct FileOwner(uint User, uint Group, UnixFileMode Mode)
{
    private const uint Unchanged = uint.MaxValue;
    private const UnixFileMode ReadAndWrite =
        UnixFileMode.UserRead
            | UnixFileMode.UserWrite
            | UnixFileMode.GroupRead
            | UnixFileMode.GroupWrite
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite;

    private const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Whether another, which may not be known, is the same user and group.</summary>
    public bool IsSame(FileOwner? other) => other is { } known && known.User == User && known.Group == Group;

    /// <summary>
    /// Gives a folder that this process has just made to this owner, with these permissions, as far as the process may. Its maker can
    /// always use it.
    /// </summary>
    public void GiveFolder(string path)
    {
        GiveContent(path);
        if (!OperatingSystem.IsWindows())
        {
            try
            {
                File.SetUnixFileMode(path, Mode | All);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // The folder keeps the permissions it was made with.
            }
        }
    }

    /// <summary>Gives an open file of the product's own to this owner, with these permissions, as far as the process may.</summary>
    public void GiveFile(SafeFileHandle file)
    {
        GiveContent(file);
        if (!OperatingSystem.IsWindows())
        {
            try
            {
                File.SetUnixFileMode(file, (Mode & ReadAndWrite) | UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // Another user has created it: its permissions are that user's choice.
            }
        }
    }

    /// <summary>Gives an open file to this owner, as far as the process may.</summary>
    public void GiveContent(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux() && ChangeOwner(file, User, Group) != 0)
        {
            _ = ChangeOwner(file, Unchanged, Group);
        }
    }

    /// <summary>Gives a folder to this owner, as far as the process may. A link is not followed.</summary>
    public void GiveContent(string path)
    {
        if (OperatingSystem.IsLinux() && ChangeOwner(path, User, Group) != 0)
        {
            _ = ChangeOwner(path, Unchanged, Group);
        }
    }

    [LibraryImport("libc", EntryPoint = "fchown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
