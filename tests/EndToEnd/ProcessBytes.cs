using System.Diagnostics;
using System.Globalization;

namespace EndToEnd;

/// <summary>
/// How many bytes a process has read and written through the operating system, files and all else (<c>/proc/PID/io</c> of Linux).
/// </summary>
/// <param name="Read">The bytes that it read.</param>
/// <param name="Written">The bytes that it wrote.</param>
internal sealed record ProcessBytes(long Read, long Written)
{
    public static ProcessBytes operator +(ProcessBytes left, ProcessBytes right) =>
        new(left.Read + right.Read, left.Written + right.Written);

    public static ProcessBytes operator -(ProcessBytes left, ProcessBytes right) =>
        new(left.Read - right.Read, left.Written - right.Written);

    /// <summary>Those of a process by now.</summary>
    public static ProcessBytes Of(int processId)
    {
        string[] lines = File.ReadAllLines($"/proc/{processId}/io");
        return new ProcessBytes(Find("rchar: "), Find("wchar: "));

        long Find(string name) => long.Parse(
            lines.Single(line => line.StartsWith(name, StringComparison.Ordinal)).AsSpan(name.Length), CultureInfo.InvariantCulture);
    }

    /// <summary>Those of a process that is stopped first (SIGSTOP), so that it reads and writes nothing more.</summary>
    public static async Task<ProcessBytes> StopAsync(int processId)
    {
        using Process stop = Process.Start("kill", ["-STOP", processId.ToString(CultureInfo.InvariantCulture)]);
        await stop.WaitForExitAsync();
        Assert.Equal(0, stop.ExitCode);
        await Deadline.ForAsync(
            "the stop of the process",
            () => Task.FromResult(File.ReadLines($"/proc/{processId}/status").FirstOrDefault(
                line => line.StartsWith("State:", StringComparison.Ordinal) && line.Contains('T', StringComparison.Ordinal))),
            interval: TimeSpan.FromMilliseconds(1));
        return Of(processId);
    }
}
