using System.Diagnostics;
using System.Globalization;

namespace DurableTask.Sqlite.Store;

/// <summary>
/// Names the other processes that have a file open, for messages. Only Linux says which; the user must be allowed to see it.
/// </summary>
internal static class FileHolders
{
    private const string Processes = "/proc";

    /// <summary>The processes, or "another process" if they cannot be found.</summary>
    public static string Describe(string path)
    {
        string[] holders = Directory.Exists(Processes) ? [.. Find(path)] : [];
        return holders.Length == 0 ? "another process" : string.Join(" or ", holders);
    }

    private static IEnumerable<string> Find(string path)
    {
        // The kernel has real paths; this process has the file open too.
        string name = Path.GetFileName(path);
        HashSet<string> paths = [Path.GetFullPath(path), .. OpenFiles("self").Where(file => Path.GetFileName(file) == name)];
        foreach (string process in List(Processes, Directory.EnumerateDirectories))
        {
            if (int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && id != Environment.ProcessId
                && OpenFiles(Path.GetFileName(process)).Any(paths.Contains)
                && TryName(id) is { } holder)
            {
                yield return holder;
            }
        }
    }

    private static IEnumerable<string> OpenFiles(string process)
    {
        foreach (string link in List(Path.Combine(Processes, process, "fd"), Directory.EnumerateFiles))
        {
            if (TryReadLink(link) is { } target)
            {
                yield return target;
            }
        }
    }

    private static string[] List(string folder, Func<string, IEnumerable<string>> list)
    {
        try
        {
            return [.. list(folder)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return [];
        }
    }

    private static string? TryReadLink(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? TryName(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"process {id} ({process.ProcessName}) on {Environment.MachineName}, which runs since "
                    + $"{process.StartTime.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
