using Ocfl.Testing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Repository.Tests;

public sealed class WorkflowTests
{
    private const string Good = """
        name: sample
        on: [push]
        permissions:
          contents: read
        concurrency:
          group: sample
        jobs:
          build:
            runs-on: ubuntu-24.04
            timeout-minutes: 5
            steps:
              - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
                with:
                  persist-credentials: false
              - run: echo "$GITHUB_SHA"
        """;

    private static string Folder => Path.Combine(RepositoryFolder.Find().FullName, ".github", "workflows");

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_workflow_keeps_the_rules(string name) =>
        Assert.Empty(WorkflowRules.FaultsOf(File.ReadAllText(Path.Combine(Folder, name))));

    [Theory]
    [InlineData("", "", null)]
    [InlineData(
        "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7", "actions/checkout@v7 is not pinned by a commit, with its version "
            + "behind it.")]
    [InlineData(
        " # v7.0.1", "", "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 is not pinned by a commit, with its version behind "
            + "it.")]
    [InlineData("contents: read", "contents: write", "Its permissions are not contents: read and nothing else.")]
    [InlineData("permissions:\n  contents: read", "", "Its permissions are not contents: read and nothing else.")]
    [InlineData("concurrency:\n  group: sample", "", "It has no concurrency group.")]
    [InlineData("[push]", "[pull_request_target]", "It runs with a pull request's code and the repository's rights.")]
    [InlineData("    timeout-minutes: 5\n", "", "Job build: it has no time-out of at most an hour.")]
    [InlineData("ubuntu-24.04", "ubuntu-latest", "Job build: it does not say which version of the system it runs on.")]
    [InlineData(
        "    timeout-minutes", "    permissions:\n      contents: write\n    "
            + "timeout-minutes", "Job build: it may write, and no environment says who must agree.")]
    [InlineData(
        "$GITHUB_SHA", "${{ github.head_ref }}", "Job build: a command has an expression in it, which may become code: echo \"${{ "
            + "github.head_ref }}\"")]
    [InlineData("persist-credentials: false", "persist-credentials: true", "Job build: a checkout leaves its token behind.")]
    [InlineData("echo \"$GITHUB_SHA\"", "echo\n        env:\n          KEY: ${{ secrets.KEY }}", "It uses a stored secret.")]
    public void A_rule_finds_what_breaks_it(string right, string wrong, string? fault)
    {
        string text = Good.ReplaceLineEndings("\n");
        Assert.Contains(right, text, StringComparison.Ordinal);

        IReadOnlyList<string> faults = WorkflowRules.FaultsOf(right.Length == 0
            ? text
            : text.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Equal(fault is null ? [] : [fault], faults);
    }

    [Fact]
    public void What_is_no_YAML_is_noticed() => Assert.ThrowsAny<YamlException>(() => WorkflowRules.FaultsOf("jobs: [unclosed"));

    [Fact]
    public void Each_kind_of_dependency_is_kept_up_to_date()
    {
        DirectoryInfo root = RepositoryFolder.Find();
        YamlStream stream = [];
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(root.FullName, ".github", "dependabot.yml"))));
        YamlNode updates = stream.Documents[0].RootNode["updates"];

        (string Ecosystem, string Folder)[] watched = [.. ((YamlSequenceNode)updates).Select(
            update => (update["package-ecosystem"].ToString(), update["directory"].ToString()))];

        Assert.Equal(
            ["dotnet-sdk", "github-actions", "npm", "npm", "npm", "nuget"],
            watched.Select(update => update.Ecosystem).Order(StringComparer.Ordinal));
        Assert.All(watched, update => Assert.True(Directory.Exists(Path.Join(root.FullName, update.Folder)), update.Folder));
    }
}
