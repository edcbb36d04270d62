using System.Globalization;

namespace OcflFunctions.Local.Http;

/// <summary>
/// How many connections the host accepts unless that is configured: half of the files that the process may have open, not counting those
/// of the program itself. The other half is for the database, sources and content. A process without free files can neither work nor stop
/// in order.
/// </summary>
internal static class ConnectionLimit
{
    private const string LimitsFile = "/proc/self/limits";
    private const string OpenFiles = "Max open files";
    private const long MostOpenFilesElsewhere = 2048;

    // Every assembly stays open: some 300 files.
    private const long OwnFiles = 512;
    private const long Least = 16;

    /// <summary>The limit of this process.</summary>
    public static long OfProcess() => Of(File.Exists(LimitsFile) ? File.ReadLines(LimitsFile) : []);

    /// <summary>The limit for a process that has these limits.</summary>
    /// <param name="limits">The lines of <c>/proc/self/limits</c>; none if the system has no such file.</param>
    internal static long Of(IEnumerable<string> limits)
    {
        string[] columns = limits.FirstOrDefault(line => line.StartsWith(OpenFiles, StringComparison.Ordinal))?[OpenFiles.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        long files = columns.Length > 0 && long.TryParse(columns[0], NumberStyles.None, CultureInfo.InvariantCulture, out long most)
            ? most
            : MostOpenFilesElsewhere;
        return Math.Max(Least, (files - OwnFiles) / 2);
    }
}
