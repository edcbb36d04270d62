using System.Text.Json.Nodes;
using Ocfl.Testing;
using OcflFunctions.Local.Tests.Documentation;

namespace OcflFunctions.Local.Tests.Golden;

/// <summary>
/// Updates that each version of <c>UpdateObject</c> has left at all points of their life, as they are in its users' databases. They come to
/// their end under this build as they would have under their own: a change that is not replayed, or that goes on otherwise, breaks a test
/// here, and wants a branch on <c>context.Version</c> (docs/operations.md). The histories are never made again.
/// </summary>
public sealed class GoldenUpdateTests : IDisposable
{
    private const string Expectation = "-- ";
    private readonly TemporaryFolder _folder = new();

    private static string Histories => Path.Combine(Repository.Folder, "tests", "OcflFunctions.Local.Tests", "Golden");

    // The version that new updates are given.
    private static string Version =>
        (string)JsonNode.Parse(Repository.Read("host.json"))!["extensions"]!["durableTask"]!["defaultVersion"]!;

    private string Database => Path.Combine(_folder.Path, "durable.db");

    private static IEnumerable<string> Kept =>
        Directory.EnumerateFiles(Histories, "*.sql").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static TheoryData<string> Versions => [.. Kept];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Updates_of_an_earlier_build_end_as_they_began(string version)
    {
        string golden = Read(version);
        SqlDump.Restore(golden, Database);

        Assert.Equal(Expected(golden), await GoldenUpdates.FinishAsync(Database));
    }

    [Fact]
    public void The_version_of_new_updates_has_its_history() => Assert.Contains("v" + Version, Kept);

    /// <summary>With <c>OCFL_GOLDEN</c> set it writes a history where there is none: that of a new version.</summary>
    [Fact]
    public async Task Updates_of_this_build_end_as_those_of_its_version_do()
    {
        await GoldenUpdates.MakeAsync(Database, Version);
        string made = SqlDump.Write(Database);
        string copy = Path.Combine(_folder.Path, "copy.db");
        SqlDump.Restore(made, copy);

        IReadOnlyList<string> ends = await GoldenUpdates.FinishAsync(copy);

        string file = Path.Combine(Histories, $"v{Version}.sql");
        if (Environment.GetEnvironmentVariable("OCFL_GOLDEN") is { Length: > 0 } && !File.Exists(file))
        {
            await File.WriteAllTextAsync(file, made + string.Concat(ends.Select(end => $"{Expectation}{end}\n")));
        }

        Assert.Equal(Expected(Read("v" + Version)), ends);
    }

    [Theory]
    [InlineData("a wait before the first call")]
    [InlineData("another window")]
    [InlineData("no holds")]
    public async Task A_change_that_is_not_replayed_is_noticed(string change)
    {
        string golden = Read("v1");
        SqlDump.Restore(golden, Database);

        IReadOnlyList<string> ends = await GoldenUpdates.FinishAsync(Database, script => change switch
        {
            "a wait before the first call" => script.Registry(
                before: context => context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None)),
            "another window" => script.Registry(alter: input => input with { Settings = input.Settings with { Window = 1 } }),
            _ => script.Registry(alter: input => input with { Settings = input.Settings with { HoldTime = TimeSpan.Zero } }),
        });

        Assert.Contains(ends, end => end.Contains("NonDeterministicOrchestrationException", StringComparison.Ordinal));
        Assert.NotEqual(Expected(golden), ends);
    }

    public void Dispose() => _folder.Dispose();

    private static string Read(string version) => File.ReadAllText(Path.Combine(Histories, version + ".sql")).ReplaceLineEndings("\n");

    private static IEnumerable<string> Expected(string golden) =>
        golden.Split('\n').Where(line => line.StartsWith(Expectation, StringComparison.Ordinal)).Select(line => line[Expectation.Length..]);
}
