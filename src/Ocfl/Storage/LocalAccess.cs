using System.Runtime.InteropServices;

namespace Ocfl.Storage;

/// <summary>What this process may do with a folder. Nothing is created to find out.</summary>
internal static partial class LocalAccess
{
    private const int MayWriteAndEnter = 0x2 | 0x1;

    private static int CurrentDirectory => OperatingSystem.IsLinux() ? -100 : -2;

    private static int AskForEffectiveUser => OperatingSystem.IsLinux() ? 0x200 : 0x10;

    /// <summary>
    /// Why nothing can be created in a folder; null if something can be, or if the system does not report it before the attempt.
    /// </summary>
    public static string? FindRefusal(string folder) =>
        (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        && CheckAccess(CurrentDirectory, folder, MayWriteAndEnter, AskForEffectiveUser) != 0
            ? Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())
            : null;

    [LibraryImport("libc", EntryPoint = "faccessat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CheckAccess(int directory, string path, int mode, int flags);
}
