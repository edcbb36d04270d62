using System.Globalization;

namespace Ocfl.Storage;

/// <summary>
/// Names a process, so that another one on the same machine can see that it has died. Elsewhere, and on systems that do not say, nothing is
/// known about it.
/// </summary>
internal static class ProcessIdentity
{
    /// <summary>This process. Never empty.</summary>
    public static string Current { get; } = Describe(Environment.ProcessId) ?? Guid.NewGuid().ToString("N");

    /// <summary>Whether a process is known to have died.</summary>
    public static bool HasDied(string identity) =>
        identity.Split(' ') is [var machine, var id, _]
        && machine == Machine()
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int process)
        && Describe(process) != identity;

    // The start of the process, since its id is given to others later.
    private static string? Describe(int process)
    {
        try
        {
            if (Machine() is not { } machine)
            {
                return null;
            }

            // The name of the program is in parentheses, and may have any character. The third field is the state, the 22nd the start.
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : string.Create(CultureInfo.InvariantCulture, $"{machine} {process} {fields[19]}");
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    // A boot of a machine, and the container in it: ids of processes are counted apart in each.
    private static string? Machine()
    {
        try
        {
            return OperatingSystem.IsLinux() && new FileInfo("/proc/self/ns/pid").LinkTarget is { } container
                ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{container}"
                : null;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
