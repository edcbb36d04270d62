using System.Runtime.CompilerServices;

namespace Ocfl.Testing.Order;

/// <summary>
/// Tests, and the services that they start, flush whatever they acknowledge, and wait for the disk most of the time. Where Linux has a file
/// system in memory with room for them, their temporary files are there. <c>TMPDIR</c>, if it is set, is left as it is.
/// </summary>
internal static class TemporaryFilesInMemory
{
    private const string Variable = "TMPDIR";
    private const string InMemory = "/dev/shm";
    private const long Room = 4L * 1024 * 1024 * 1024;

#pragma warning disable CA2255 // Before any test asks for a temporary folder.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Use()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(Variable) is null && HasRoom())
        {
            Environment.SetEnvironmentVariable(Variable, InMemory);
        }
    }

    private static bool HasRoom()
    {
        try
        {
            return new DriveInfo(InMemory).AvailableFreeSpace >= Room;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
