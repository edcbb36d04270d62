using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// The lock that Linux keeps with an open file or directory (<c>flock</c>). A process that opens the same one finds it, by any path, and
/// it needs no permission to write. It ends with the process.
/// </summary>
[SupportedOSPlatform("linux")]
internal static partial class Flock
{
    private const int Shared = 1;
    private const int Exclusive = 2;
    private const int DoNotBlock = 4;
    private const int Unlock = 8;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;

    /// <summary>Takes the lock if it is free. Does not wait.</summary>
    public static FlockOutcome TryTake(SafeFileHandle file) => TryTake(file, Exclusive);

    /// <summary>
    /// Takes the lock together with others that share it; no process can take it alone meanwhile. The runtime shares it in the same way
    /// with each file it opens, so that a file locked like this can be opened by any program.
    /// </summary>
    public static FlockOutcome TryShare(SafeFileHandle file) => TryTake(file, Shared);

    /// <summary>
    /// Lets go. Closing alone would not do while a child process is being started, which has the descriptor for a moment.
    /// </summary>
    public static void Release(SafeFileHandle file) => _ = Call(file, Unlock);

    private static FlockOutcome TryTake(SafeFileHandle file, int operation)
    {
        while (Call(file, operation | DoNotBlock) != 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    continue;
                case WouldBlock:
                    return FlockOutcome.IsHeld;
                default:
                    return FlockOutcome.CannotLock;
            }
        }

        return FlockOutcome.Taken;
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Call(SafeFileHandle file, int operation);
}

/// <summary>What came of taking a lock.</summary>
internal enum FlockOutcome
{
    /// <summary>It is taken.</summary>
    Taken,

    /// <summary>Somebody else holds it.</summary>
    IsHeld,

    /// <summary>The file system has no such lock for this, as NFS has none for directories.</summary>
    CannotLock,
}
