using System.Runtime.CompilerServices;

namespace Benchmarks.Targets;

/// <summary>
/// The tool as whole processes, by processor time: beside <c>sha512sum</c> and <c>cp</c> in the same run, which every machine has, and
/// which stand for the other OCFL tools.
/// </summary>
internal static class ToolTargets
{
    private const string ObjectId = "urn:benchmark:tool";

    public static IEnumerable<Benchmark> All(TargetSettings settings) =>
    [
        InMemory("tool-validate", "validate many small and some large files, against sha512sum", settings, ValidateAsync),
        InMemory("tool-change", "a version that changes 10 of 20,000 files, against cp -r", settings, ChangeAsync),
        InMemory("tool-create", "new objects, against cp -r and sha512sum", settings, CreateAsync),
        InMemory("tool-read", "list, export and cat, against find, cp -r and cat", settings, ReadAsync),
    ];

    /// <summary>The command that makes a version of a folder.</summary>
    public static IReadOnlyList<string> Commit(TargetSettings settings, string root, string objectId, string folder) =>
    [
        .. settings.Ocfl, "commit", root, "--id", objectId, "--message", "benchmark", "--user", "Ann", "--address", "mailto:ann@example.org",
        folder,
    ];

    /// <summary>A benchmark whose data are on the memory file system of the settings.</summary>
    public static Benchmark InMemory(
        string name,
        string description,
        TargetSettings settings,
        Func<string, TargetSettings, CancellationToken, IAsyncEnumerable<Measurement>> measure) =>
        new(name, description, (scratch, stop) => InMemoryAsync(scratch, settings, measure, stop));

    private static async IAsyncEnumerable<Measurement> InMemoryAsync(
        string scratch,
        TargetSettings settings,
        Func<string, TargetSettings, CancellationToken, IAsyncEnumerable<Measurement>> measure,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string folder = settings.Memory is null
            ? scratch
            : Directory.CreateDirectory(Path.Combine(settings.Memory, "ocfl-benchmark-" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            await foreach (Measurement measurement in measure(folder, settings, cancellationToken))
            {
                yield return measurement;
            }
        }
        finally
        {
            if (folder != scratch)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async IAsyncEnumerable<Measurement> ValidateAsync(
        string scratch, TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (DataSet Data, double Most)[] rows =
        [
            (new("validate 2,000 × 16 KiB", (int)settings.Of(2_000), 16 << 10), 1.3),
            (new("validate 64 × 16 MiB", (int)settings.Of(64), 16 << 20), 0.6),
            (new("validate 40,000 × 100 B", (int)settings.Of(40_000), 100), double.PositiveInfinity),
            (new("validate 512 MiB", 1, settings.Of(512L << 20, 1 << 20)), double.PositiveInfinity),
        ];
        foreach ((DataSet data, double most) in rows)
        {
            (string root, string folder) = await CreateRootAsync(scratch, settings, data, cancellationToken);
            yield return Show(data.Name, most, "sha512sum", await CompareAsync(
                settings,
                _ => Command.RunAsync([.. settings.Ocfl, "validate", "--root", root], cancellationToken),
                _ => HashAllAsync(folder, cancellationToken)));
            Remove(root, folder);
        }

        DataSet fixity = new("validate 20,000 × 100 B with md5 fixity", (int)settings.Of(20_000), 100);
        (string fixityRoot, string fixityFolder) = await CreateRootAsync(scratch, settings, fixity, cancellationToken, "--fixity", "md5");
        yield return Show(fixity.Name, double.PositiveInfinity, "sha512sum and md5sum", await CompareAsync(
            settings,
            _ => Command.RunAsync([.. settings.Ocfl, "validate", "--root", fixityRoot], cancellationToken),
            async _ => await HashAllAsync(fixityFolder, cancellationToken) + await HashAllAsync(fixityFolder, cancellationToken, "md5sum")));
        Remove(fixityRoot, fixityFolder);
    }

    private static async IAsyncEnumerable<Measurement> ChangeAsync(
        string scratch, TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DataSet data = new("v2 with 10 of 20,000 changed, replace", (int)settings.Of(20_000), 100);
        (string root, string folder) = await CreateRootAsync(scratch, settings, data, cancellationToken);
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        string copy = Path.Combine(scratch, "copy");
        yield return Show(data.Name, 1.5, "cp -r", await CompareAsync(
            settings,
            async round =>
            {
                for (int changed = 0; changed < 10; changed++)
                {
                    await File.WriteAllTextAsync(files[changed * files.Length / 10], $"{round} {changed}", cancellationToken);
                }

                return await Command.RunAsync(Commit(settings, root, ObjectId, folder), cancellationToken);
            },
            async _ =>
            {
                Cost cost = await Command.RunAsync(["cp", "-r", folder, copy], cancellationToken);
                Directory.Delete(copy, recursive: true);
                return cost;
            }));
        Remove(root, folder);
    }

    private static async IAsyncEnumerable<Measurement> CreateAsync(
        string scratch, TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DataSet[] rows =
        [
            new("create 512 MiB", 1, settings.Of(512L << 20, 1 << 20)),
            new("create 2,000 × 16 KiB", (int)settings.Of(2_000), 16 << 10),
            new("create 40,000 × 100 B", (int)settings.Of(40_000), 100),
        ];
        foreach (DataSet data in rows)
        {
            (string root, string folder) = await CreateRootAsync(scratch, settings, data, cancellationToken);
            string copy = Path.Combine(scratch, "copy");
            yield return Show(data.Name, double.PositiveInfinity, "cp -r and sha512sum", await CompareAsync(
                settings,
                round => Command.RunAsync(Commit(settings, root, $"{ObjectId}:{round}", folder), cancellationToken),
                async _ =>
                {
                    Cost cost = await Command.RunAsync(["cp", "-r", folder, copy], cancellationToken)
                        + await HashAllAsync(copy, cancellationToken);
                    Directory.Delete(copy, recursive: true);
                    return cost;
                }));
            Remove(root, folder);
        }
    }

    private static async IAsyncEnumerable<Measurement> ReadAsync(
        string scratch, TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DataSet many = new("list a version of 20,000 files", (int)settings.Of(20_000), 100);
        (string root, string folder) = await CreateRootAsync(scratch, settings, many, cancellationToken);
        yield return Show(many.Name, double.PositiveInfinity, "find", await CompareAsync(
            settings,
            _ => Command.RunAsync([.. settings.Ocfl, "ls", root, "--id", ObjectId], cancellationToken),
            _ => Command.RunAsync(["find", folder, "-type", "f"], cancellationToken)));
        Remove(root, folder);

        DataSet some = new("export 2,000 × 16 KiB, verified", (int)settings.Of(2_000), 16 << 10);
        (root, folder) = await CreateRootAsync(scratch, settings, some, cancellationToken);
        string copy = Path.Combine(scratch, "copy");
        yield return Show(some.Name, double.PositiveInfinity, "cp -r and sha512sum", await CompareAsync(
            settings,
            async _ =>
            {
                Cost cost = await Command.RunAsync([.. settings.Ocfl, "export", root, "--id", ObjectId, copy], cancellationToken);
                Directory.Delete(copy, recursive: true);
                return cost;
            },
            async _ =>
            {
                Cost cost = await Command.RunAsync(["cp", "-r", folder, copy], cancellationToken)
                    + await HashAllAsync(copy, cancellationToken);
                Directory.Delete(copy, recursive: true);
                return cost;
            }));
        string file = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).First();
        yield return Show("cat one of them, verified", double.PositiveInfinity, "sha512sum", await CompareAsync(
            settings,
            _ => Command.RunAsync(
                [.. settings.Ocfl, "cat", root, "--id", ObjectId, Path.GetRelativePath(folder, file)], cancellationToken),
            _ => Command.RunAsync(["sha512sum", file], cancellationToken)));
        Remove(root, folder);
    }

    /// <summary>A storage root with one object, and the folder that the object was made of.</summary>
    public static async Task<(string Root, string Folder)> CreateRootAsync(
        string scratch, TargetSettings settings, DataSet data, CancellationToken cancellationToken, params string[] options)
    {
        string root = Path.Combine(scratch, "root");
        string folder = Path.Combine(scratch, "source");
        data.WriteTo(folder);
        await Command.RunAsync([.. settings.Ocfl, "init", root], cancellationToken);
        await Command.RunAsync([.. Commit(settings, root, ObjectId, folder), .. options], cancellationToken);
        return (root, folder);
    }

    /// <summary>Removes what <see cref="CreateRootAsync"/> made.</summary>
    public static void Remove(string root, string folder)
    {
        Directory.Delete(root, recursive: true);
        Directory.Delete(folder, recursive: true);
    }

    private static Task<Cost> HashAllAsync(string folder, CancellationToken cancellationToken, string program = "sha512sum") =>
        Command.RunAsync(
            ["sh", "-c", "find \"$1\" -type f -print0 | xargs -0 -n 5000 \"$2\"", "sh", folder, program], cancellationToken);

    /// <summary>Runs both one after the other in each round, so that both meet the same machine.</summary>
    public static async Task<(Cost Ours, Cost Other)> CompareAsync(
        TargetSettings settings, Func<int, Task<Cost>> runOursAsync, Func<int, Task<Cost>> runOtherAsync)
    {
        List<Cost> ours = [];
        List<Cost> other = [];
        for (int round = 0; round < settings.Rounds; round++)
        {
            other.Add(await runOtherAsync(round));
            ours.Add(await runOursAsync(round));
        }

        return (Cost.MedianOf(ours), Cost.MedianOf(other));
    }

    /// <summary>A row of processor time.</summary>
    public static Measurement Show(string name, double most, string peer, (Cost Ours, Cost Other) costs)
    {
        string detail = $"{costs.Ours}; `{peer}`: {costs.Other}";
        double ratio = costs.Ours.ProcessorSeconds / costs.Other.ProcessorSeconds;
        return double.IsFinite(most)
            ? TargetSettings.AtMost(name + ", processor time", ratio, most, "×", detail)
            : new Measurement(name + ", processor time", ratio, "×", detail);
    }
}
