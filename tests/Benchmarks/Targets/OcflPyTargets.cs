using System.Runtime.CompilerServices;

namespace Benchmarks.Targets;

/// <summary>The tool beside ocfl-py, the tool of one of the specification's editors, in turn on the same data.</summary>
internal static class OcflPyTargets
{
    private const string ObjectId = "urn:benchmark:peer";

    public static Benchmark Create(TargetSettings settings) => ToolTargets.InMemory(
        "tool-ocfl-py", "create and validate objects, against ocfl-py (--ocfl-py DIR, its scripts)", settings, MeasureAsync);

    private static async IAsyncEnumerable<Measurement> MeasureAsync(
        string scratch, TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string script = Path.Combine(
            settings.OcflPy ?? throw new InvalidOperationException("--ocfl-py must name the folder of ocfl-object.py."), "ocfl-object.py");
        DataSet[] rows =
        [
            new("512 MiB", 1, settings.Of(512L << 20, 1 << 20)),
            new("2,000 × 16 KiB", (int)settings.Of(2_000), 16 << 10),
            new("20,000 × 100 B", (int)settings.Of(20_000), 100),
        ];
        foreach (DataSet data in rows)
        {
            (string root, string folder) = await ToolTargets.CreateRootAsync(scratch, settings, data, cancellationToken);
            string objects = Directory.CreateDirectory(Path.Combine(scratch, "objects")).FullName;
            yield return ToolTargets.Show("create " + data.Name, double.PositiveInfinity, "ocfl-py", await ToolTargets.CompareAsync(
                settings,
                round => Command.RunAsync(ToolTargets.Commit(settings, root, $"{ObjectId}:{round}", folder), cancellationToken),
                round => Command.RunAsync(
                    [
                        "python3", script, "create", "--srcdir", folder, "--objdir", ObjectOf(objects, round), "--id", ObjectId,
                        "--message", "benchmark", "--name", "Ann", "--address", "mailto:ann@example.org",
                    ],
                    cancellationToken)));
            yield return ToolTargets.Show("validate " + data.Name, double.PositiveInfinity, "ocfl-py", await ToolTargets.CompareAsync(
                settings,
                round => Command.RunAsync([.. settings.Ocfl, "validate", ObjectOf(objects, round)], cancellationToken),
                round => Command.RunAsync(["python3", script, "validate", "--objdir", ObjectOf(objects, round)], cancellationToken)));
            ToolTargets.Remove(root, folder);
            Directory.Delete(objects, recursive: true);
        }
    }

    private static string ObjectOf(string objects, int round) => Path.Combine(objects, $"object-{round}");
}
