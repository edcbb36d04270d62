using System.Text.RegularExpressions;
using Ocfl.Testing;
using YamlDotNet.RepresentationModel;

namespace Repository.Tests;

/// <summary>The end-to-end suite against <c>func</c>: what the workflow runs is what docs/testing.md tells a reader to run.</summary>
public sealed partial class WorkflowEndToEndTests
{
    private static readonly string Root = RepositoryFolder.Find().FullName;
    private static readonly YamlNode Job = Load()["jobs"]["func"];
    private static readonly string Commands = CommandsOf("### `func start` on Azurite");

    [Fact]
    public void The_suite_is_run_with_one_command()
    {
        string command = WithoutReport(Step("Run the suite")["run"].ToString());

        Assert.Equal(SuiteCommand(Commands), command);
        Assert.Contains("--filter \"FullyQualifiedName!~OnBlobs\"", command, StringComparison.Ordinal);
        Assert.EndsWith(" -- xUnit.ParallelizeTestCollections=false", command, StringComparison.Ordinal);
        Assert.All(
            File.ReadAllText(Path.Combine(Root, "docs", "testing.md"))
                .ReplaceLineEndings("\n")
                .Replace("\\\n", "", StringComparison.Ordinal)
                .Split('\n')
                .Where(line => line.Contains("OCFL_E2E_URL=", StringComparison.Ordinal)),
            line => Assert.Equal(command, SuiteCommand(line)));
    }

    [Fact]
    public void The_suite_is_told_the_same() => Assert.Equal(
        Assignments(Commands, "OCFL_E2E_"),
        Variables("Run the suite").Select(variable => variable.Replace("${{ github.workspace }}", "$PWD", StringComparison.Ordinal)));

    [Fact]
    public void The_service_is_told_the_same() => Assert.Equal(Assignments(Commands, "Ocfl__"), Variables("Start Azurite and func"));

    [Theory]
    [InlineData("cp local.settings.sample.json local.settings.json")]
    [InlineData("mkdir -p data/incoming")]
    [InlineData("npm ci --prefix src/Ocfl.Azurite")]
    [InlineData("npm install --global azure-functions-core-tools@4")]
    [InlineData("dotnet build tests/EndToEnd")]
    [InlineData("node src/Ocfl.Azurite/node_modules/azurite/dist/src/azurite.js")]
    [InlineData("(cd src/OcflFunctions && func start")]
    [InlineData("curl --silent --fail http://localhost:7071/api/health")]
    public void A_command_is_in_both(string command)
    {
        Assert.Contains(command, Commands, StringComparison.Ordinal);
        Assert.Contains(
            ((YamlSequenceNode)Job["steps"]).Cast<YamlMappingNode>(),
            step => Value(step, "run")?.Contains(command, StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Every_variable_of_the_suite_is_documented()
    {
        string[] read = [.. Directory.EnumerateFiles(Path.Combine(Root, "tests", "EndToEnd"), "*.cs")
            .SelectMany(file => Variable().Matches(File.ReadAllText(file)))
            .Select(match => match.Value)
            .Distinct()
            .Order(StringComparer.Ordinal)];
        string[] documented = [.. Variable().Matches(File.ReadAllText(Path.Combine(Root, "docs", "testing.md")))
            .Select(match => match.Value)
            .Distinct()
            .Order(StringComparer.Ordinal)];

        Assert.Equal(documented, read);
    }

    private static YamlNode Load()
    {
        YamlStream stream = [];
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Root, ".github", "workflows", "end-to-end.yml"))));
        return stream.Documents[0].RootNode;
    }

    private static YamlMappingNode Step(string name) =>
        ((YamlSequenceNode)Job["steps"]).Cast<YamlMappingNode>().Single(step => Value(step, "name") == name);

    private static string? Value(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value.ToString() : null;

    private static IEnumerable<string> Variables(string step) =>
        ((YamlMappingNode)Step(step)["env"]).Select(variable => $"{variable.Key}={variable.Value}").Order(StringComparer.Ordinal);

    // The first block of commands below a heading, a command a line.
    private static string CommandsOf(string heading)
    {
        string text = File.ReadAllText(Path.Combine(Root, "docs", "testing.md")).ReplaceLineEndings("\n");
        string section = text[text.IndexOf(heading, StringComparison.Ordinal)..];
        return section.Split("```sh\n")[1].Split("```\n")[0].Replace("\\\n", "", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Assignments(string commands, string prefix) => Assignment().Matches(commands)
        .Where(match => match.Groups["name"].Value.StartsWith(prefix, StringComparison.Ordinal))
        .Select(match => $"{match.Groups["name"].Value}={match.Groups["value"].Value.Trim('"')}")
        .Order(StringComparer.Ordinal);

    private static string SuiteCommand(string commands) => Suite().Match(commands).Value.Trim();

    private static string WithoutReport(string command) =>
        command.Replace("--logger trx --results-directory \"$RUNNER_TEMP/results\" ", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"(?<![\w-])(?<name>\w+)=(?<value>""[^""]*""|\S+)")]
    private static partial Regex Assignment();

    [GeneratedRegex("dotnet test tests/EndToEnd .*")]
    private static partial Regex Suite();

    [GeneratedRegex("OCFL_E2E_[A-Z_]*[A-Z]")]
    private static partial Regex Variable();
}
