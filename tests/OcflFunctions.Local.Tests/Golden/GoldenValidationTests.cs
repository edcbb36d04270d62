using System.Text.Json.Nodes;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Local.Tests.Documentation;

namespace OcflFunctions.Local.Tests.Golden;

/// <summary>
/// What <see cref="GoldenUpdateTests"/> is for updates: validations that each version of <c>ValidateObjects</c> has left at all points of
/// their life.
/// </summary>
public sealed class GoldenValidationTests : IDisposable
{
    private const string Expectation = "-- ";
    private readonly TemporaryFolder _folder = new();

    private static string Histories => Path.Combine(Repository.Folder, "tests", "OcflFunctions.Local.Tests", "Golden", "Validations");

    private static string Version =>
        (string)JsonNode.Parse(Repository.Read("host.json"))!["extensions"]!["durableTask"]!["defaultVersion"]!;

    private string Database => Path.Combine(_folder.Path, "durable.db");

    public static TheoryData<string> Versions =>
        [.. Directory.EnumerateFiles(Histories, "*.sql")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Validations_of_an_earlier_build_end_as_they_began(string version)
    {
        string golden = Read(version);
        SqlDump.Restore(golden, Database);

        Assert.Equal(Expected(golden), await new GoldenValidations(isBeingMade: false).FinishAsync(Database));
    }

    /// <summary>With <c>OCFL_GOLDEN</c> set it writes a history where there is none: that of a new version.</summary>
    [Fact]
    public async Task Validations_of_this_build_end_as_those_of_its_version_do()
    {
        await GoldenValidations.MakeAsync(Database, Version);
        string made = SqlDump.Write(Database);
        string copy = Path.Combine(_folder.Path, "copy.db");
        SqlDump.Restore(made, copy);

        IReadOnlyList<string> ends = await new GoldenValidations(isBeingMade: false).FinishAsync(copy);

        string file = Path.Combine(Histories, $"v{Version}.sql");
        if (Environment.GetEnvironmentVariable("OCFL_GOLDEN") is { Length: > 0 } && !File.Exists(file))
        {
            await File.WriteAllTextAsync(file, made + string.Concat(ends.Select(end => $"{Expectation}{end}\n")));
        }

        Assert.Equal(Expected(Read("v" + Version)), ends);
    }

    [Theory]
    [InlineData("another window")]
    [InlineData("one object")]
    public async Task A_change_that_is_not_replayed_is_noticed(string change)
    {
        string golden = Read("v1");
        SqlDump.Restore(golden, Database);

        IReadOnlyList<string> ends = await new GoldenValidations(isBeingMade: false)
        {
            Alter = input => change == "another window"
                ? input with { Settings = input.Settings with { Window = 1 } }
                : input with { Request = new ValidationRequest { ObjectId = "urn:x" } },
        }.FinishAsync(Database);

        Assert.NotEqual(Expected(golden), ends);
    }

    public void Dispose() => _folder.Dispose();

    private static string Read(string version) => File.ReadAllText(Path.Combine(Histories, version + ".sql")).ReplaceLineEndings("\n");

    private static IEnumerable<string> Expected(string golden) =>
        golden.Split('\n').Where(line => line.StartsWith(Expectation, StringComparison.Ordinal)).Select(line => line[Expectation.Length..]);
}
