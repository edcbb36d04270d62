using System.Diagnostics;

namespace DurableTask.Sqlite.Tests;

/// <summary>A file system of a few MB, which only one process and its children see.</summary>
internal static class SmallDisk
{
    private static readonly Lazy<bool> Possible = new(Try);

    public static bool IsPossible => Possible.Value;

    /// <summary>A command that runs the command after it, with such a file system on a folder.</summary>
    public static string[] Mount(string folder) =>
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs -o size=2m tmpfs \"$0\" && exec \"$@\"", folder];

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("durable-disk-");
        try
        {
            string[] command = [.. Mount(folder.FullName), "true"];
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such command.
            return false;
        }
        finally
        {
            folder.Delete();
        }
    }
}

/// <summary>A test that needs a small disk.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() =>
        Skip = SmallDisk.IsPossible ? null : "Mounting a small file system needs Linux with user namespaces.";
}
