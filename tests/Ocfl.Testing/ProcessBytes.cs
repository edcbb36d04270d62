using System.Diagnostics;
using System.Globalization;

namespace Ocfl.Testing;

/// <summary>
/// How many bytes a process has read and written through the operating system, files and all else (<c>/proc/PID/io</c> of Linux).
/// </summary>
/// <param name="Read">The bytes that it read.</param>
/// <param name="Written">The bytes that it wrote.</param>
public sealed record ProcessBytes(long Read, long Written)
{
    private static readonly TimeSpan TimeToStop = TimeSpan.FromMinutes(1);

    public static ProcessBytes operator +(ProcessBytes left, ProcessBytes right) => Add(left, right);

    public static ProcessBytes operator -(ProcessBytes left, ProcessBytes right) => Subtract(left, right);

    public static ProcessBytes Add(ProcessBytes left, ProcessBytes right) =>
        new(left.Read + right.Read, left.Written + right.Written);

    public static ProcessBytes Subtract(ProcessBytes left, ProcessBytes right) =>
        new(left.Read - right.Read, left.Written - right.Written);

    /// <summary>Those of a process by now.</summary>
    public static ProcessBytes Of(int processId)
    {
        string[] lines = File.ReadAllLines(PathOf(processId, "io"));
        return new ProcessBytes(Find("rchar: "), Find("wchar: "));

        long Find(string name) => long.Parse(
            lines.Single(line => line.StartsWith(name, StringComparison.Ordinal)).AsSpan(name.Length), CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Those of a process that is stopped first (SIGSTOP), so that it reads and writes nothing more. It can only be killed then.
    /// </summary>
    public static async Task<ProcessBytes> StopAsync(int processId)
    {
        using Process stop = Process.Start("kill", ["-STOP", processId.ToString(CultureInfo.InvariantCulture)]);
        await stop.WaitForExitAsync();
        using CancellationTokenSource deadline = new(TimeToStop);
        while (!IsStopped(processId))
        {
            await Task.Delay(1, deadline.Token);
        }

        return Of(processId);
    }

    private static bool IsStopped(int processId) => File.ReadLines(PathOf(processId, "status")).Any(
        line => line.StartsWith("State:", StringComparison.Ordinal) && line.Contains('T', StringComparison.Ordinal));

    private static string PathOf(int processId, string file) => string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/{file}");
}
