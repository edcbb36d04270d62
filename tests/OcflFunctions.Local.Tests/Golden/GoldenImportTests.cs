using System.Text.Json.Nodes;
using Ocfl.Testing;
using OcflFunctions.Local.Tests.Documentation;

namespace OcflFunctions.Local.Tests.Golden;

/// <summary>
/// What <see cref="GoldenUpdateTests"/> is for updates: imports that each version of <c>ImportObjects</c> and <c>ImportObject</c> has left
/// at all points of their life.
/// </summary>
public sealed class GoldenImportTests : IDisposable
{
    private const string Expectation = "-- ";
    private readonly TemporaryFolder _folder = new();

    private static string Histories => Path.Combine(Repository.Folder, "tests", "OcflFunctions.Local.Tests", "Golden", "Imports");

    private static string Version =>
        (string)JsonNode.Parse(Repository.Read("host.json"))!["extensions"]!["durableTask"]!["defaultVersion"]!;

    private string Database => Path.Combine(_folder.Path, "durable.db");

    public static TheoryData<string> Versions =>
        [.. Directory.EnumerateFiles(Histories, "*.sql")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Imports_of_an_earlier_build_end_as_they_began(string version)
    {
        string golden = Read(version);
        SqlDump.Restore(golden, Database);

        Assert.Equal(Expected(golden), await new GoldenImports(isBeingMade: false).FinishAsync(Database));
    }

    /// <summary>With <c>OCFL_GOLDEN</c> set it writes a history where there is none: that of a new version.</summary>
    [Fact]
    public async Task Imports_of_this_build_end_as_those_of_its_version_do()
    {
        await GoldenImports.MakeAsync(Database, Version);
        string made = SqlDump.Write(Database);
        string copy = Path.Combine(_folder.Path, "copy.db");
        SqlDump.Restore(made, copy);

        IReadOnlyList<string> ends = await new GoldenImports(isBeingMade: false).FinishAsync(copy);

        string file = Path.Combine(Histories, $"v{Version}.sql");
        if (Environment.GetEnvironmentVariable("OCFL_GOLDEN") is { Length: > 0 } && !File.Exists(file))
        {
            await File.WriteAllTextAsync(file, made + string.Concat(ends.Select(end => $"{Expectation}{end}\n")));
        }

        Assert.Equal(Expected(Read("v" + Version)), ends);
    }

    [Fact]
    public async Task A_change_that_is_not_replayed_is_noticed()
    {
        string golden = Read("v" + Version);
        SqlDump.Restore(golden, Database);

        IReadOnlyList<string> ends = await new GoldenImports(isBeingMade: false)
        {
            Alter = input => input with { Settings = input.Settings with { Window = 1 } },
        }.FinishAsync(Database);

        Assert.NotEqual(Expected(golden), ends);
    }

    public void Dispose() => _folder.Dispose();

    private static string Read(string version) => File.ReadAllText(Path.Combine(Histories, version + ".sql")).ReplaceLineEndings("\n");

    private static IEnumerable<string> Expected(string golden) =>
        golden.Split('\n').Where(line => line.StartsWith(Expectation, StringComparison.Ordinal)).Select(line => line[Expectation.Length..]);
}
