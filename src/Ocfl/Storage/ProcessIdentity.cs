using System.Globalization;

namespace Ocfl.Storage;

/// <summary>
/// Names a process, so that another one on the same machine can see that it has died. Elsewhere, and on systems that do not say, nothing is
/// known about it.
/// </summary>
internal static class ProcessIdentity
{
    private const string Root = "/proc";

    /// <summary>This process. Never empty.</summary>
    public static string Current { get; } = Describe(Root, Environment.ProcessId) ?? Guid.NewGuid().ToString("N");

    /// <summary>Whether a process is known to have died.</summary>
    public static bool HasDied(string identity) => HasDied(identity, Root);

    /// <inheritdoc cref="HasDied(string)"/>
    /// <param name="identity">The process.</param>
    /// <param name="root">Where the system shows its processes.</param>
    internal static bool HasDied(string identity, string root)
    {
        try
        {
            return identity.Split(' ') is [var machine, var id, _]
                && machine == Machine(root)
                && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int process)
                && (TryReadStat(root, process) is { } stat
                    ? Describe(machine, process, stat) != identity
                    : !Directory.Exists(FolderOf(root, process)) && ShowsProcessesOfOthers(root));
        }
        catch (Exception unknown) when (IsUnknown(unknown))
        {
            return false;
        }
    }

    /// <summary>A process that is running now; null if the system does not say.</summary>
    internal static string? Describe(string root, int process)
    {
        try
        {
            return Machine(root) is { } machine && TryReadStat(root, process) is { } stat ? Describe(machine, process, stat) : null;
        }
        catch (Exception unknown) when (IsUnknown(unknown))
        {
            return null;
        }
    }

    // The start of the process, since its id is given to others later. The name of the program is in parentheses, and may have any
    // character. The third field is the state, the 22nd the start.
    private static string? Describe(string machine, int process, string stat)
    {
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : string.Create(CultureInfo.InvariantCulture, $"{machine} {process} {fields[19]}");
    }

    /// <returns>Null if there is no such process, or it is not shown to this one.</returns>
    private static string? TryReadStat(string root, int process)
    {
        try
        {
            return File.ReadAllText(FolderOf(root, process) + "/stat");
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // With the mount option hidepid, processes of other users are not there. The first process may then still be shown: it may be of this
    // user in a container.
    private static bool ShowsProcessesOfOthers(string root) =>
        TryReadStat(root, process: 1) is not null && !File.ReadLines(root + "/self/mountinfo").Any(HidesProcesses);

    private static bool HidesProcesses(string mount) =>
        mount.Split(" - proc ") is [_, var facts]
        && facts.Split(' ')[^1].Split(',').Any(
            option => option.StartsWith("hidepid=", StringComparison.Ordinal) && option is not ("hidepid=0" or "hidepid=off"));

    private static string FolderOf(string root, int process) => string.Create(CultureInfo.InvariantCulture, $"{root}/{process}");

    // A boot of a machine, and the container in it: ids of processes are counted apart in each.
    private static string? Machine(string root) =>
        OperatingSystem.IsLinux() && new FileInfo(root + "/self/ns/pid").LinkTarget is { } container
            ? $"{File.ReadAllText(root + "/sys/kernel/random/boot_id").Trim()}/{container}"
            : null;

    private static bool IsUnknown(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or IndexOutOfRangeException;
}
