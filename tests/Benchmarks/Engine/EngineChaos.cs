using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Ocfl.Testing;

namespace Benchmarks.Engine;

/// <summary>
/// The test that kills a process under load at random moments and then checks every start, event and result that was acknowledged.
/// </summary>
internal static class EngineChaos
{
    private const string Test = "Whatever_was_acknowledged_is_done_exactly_once_however_often_the_process_is_killed";

    public static async IAsyncEnumerable<Measurement> MeasureAsync(
        string scratch, int kills, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string tests = Path.Combine(RepositoryFolder.Find().FullName, "tests", "DurableTask.Sqlite.Tests");
        ProcessStartInfo start = new("dotnet", ["test", tests, "-c", "Release", "--filter", $"FullyQualifiedName~{Test}"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["DURABLE_KILLS"] = kills.ToString(CultureInfo.InvariantCulture);
        start.Environment["TMPDIR"] = scratch;
        using Process run = Process.Start(start)!;
        string output = await run.StandardOutput.ReadToEndAsync(cancellationToken);
        await run.WaitForExitAsync(cancellationToken);
        bool passed = run.ExitCode == 0 && output.Contains("Passed:     1", StringComparison.Ordinal);
        yield return passed
            ? new(EngineRows.Chaos, kills, "kills", "no acknowledged start, event or result was lost or doubled")
            : throw new InvalidOperationException(output);
    }
}
