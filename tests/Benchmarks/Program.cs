using System.Globalization;
using System.Text.Json;
using Benchmarks;
using Benchmarks.Engine;
using Benchmarks.Targets;

string scratch = Path.GetTempPath();
string only = "";
bool json = false;
int count = 10_000;
bool table = false;
bool peers = false;
int kills = 50;
string? tool = null;
string? ocflPy = null;
string? memory = Directory.Exists("/dev/shm") ? "/dev/shm" : null;
double scale = 1;
int rounds = 5;
List<string> names = [];
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--json":
            json = true;
            break;
        case "--table":
            table = true;
            break;
        case "--peers":
            peers = true;
            break;
        case "--kills" when i + 1 < args.Length:
            kills = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--scratch" when i + 1 < args.Length:
            scratch = args[++i];
            break;
        case "--only" when i + 1 < args.Length:
            only = args[++i];
            break;
        case "--tool" when i + 1 < args.Length:
            tool = args[++i];
            break;
        case "--ocfl-py" when i + 1 < args.Length:
            ocflPy = args[++i];
            break;
        case "--memory" when i + 1 < args.Length:
            memory = args[++i];
            break;
        case "--scale" when i + 1 < args.Length:
            scale = double.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--rounds" when i + 1 < args.Length:
            rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--count" when i + 1 < args.Length:
            count = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        default:
            names.Add(args[i]);
            break;
    }
}

IReadOnlyList<Benchmark> all =
[
    .. OcflBenchmarks.All(only),
    .. ReadingBenchmarks.All,
    .. BlobBenchmarks.All,
    .. TransferBenchmarks.All,
    .. ListBenchmarks.All,
    .. EngineBenchmarks.Named(peers, kills),
    .. MaintenanceBenchmarks.All(count),
    .. AuditBenchmarks.All(count),
    .. TargetBenchmarks.All(new TargetSettings(tool, scale, rounds, memory, ocflPy)),
];
if (names.Count == 0 || names[0] == "list")
{
    foreach (Benchmark benchmark in all)
    {
        Console.WriteLine($"{benchmark.Name,-16} {benchmark.Description}");
    }

    return names.Count == 0 ? 2 : 0;
}

string[] unknown = [.. names.Where(name => all.All(benchmark => benchmark.Name != name))];
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown[0]}'. 'list' names them all.");
    return 2;
}

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
if (table)
{
    Console.WriteLine("| | measured | target | met | |");
    Console.WriteLine("|---|---|---|---|---|");
}

foreach (Benchmark benchmark in all.Where(benchmark => names.Contains(benchmark.Name)))
{
    string folder = Path.Combine(scratch, "ocfl-benchmark-" + Guid.NewGuid().ToString("N"));
    Directory.CreateDirectory(folder);
    try
    {
        List<Measurement> measurements = [];
        await foreach (Measurement measurement in benchmark.RunAsync(folder, stop.Token))
        {
            measurements.Add(measurement);
            Console.WriteLine(
                json ? JsonSerializer.Serialize(measurement)
                : table ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {measurement.Name} | {measurement.Value:0.##} {measurement.Unit} | {measurement.Target} | {Met(measurement)} | {measurement.Detail} |")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{measurement.Name,-48} {measurement.Value,10:0.###} {measurement.Unit,-10} {measurement.Target} {Met(measurement)} {measurement.Detail}"));
        }

        if (!json && benchmark.Summarize is { } summarize)
        {
            Console.WriteLine();
            Console.Write(summarize(measurements));
        }
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

return 0;

static string Met(Measurement measurement) => measurement.IsMet switch
{
    true => "yes",
    false => "no",
    null => "",
};
