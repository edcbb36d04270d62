using System.Text.RegularExpressions;
using Ocfl.Layouts;

namespace Infra.Tests.Templates;

/// <summary>What can be seen of the templates by reading them, with or without a compiler.</summary>
public sealed partial class ReadingTests
{
    // The versions of resource types that were looked up, and found in the types that Bicep 0.49 has.
    private static readonly string[] ApiVersions =
    [
        "Microsoft.Authorization/roleAssignments@2022-04-01",
        "Microsoft.Authorization/roleDefinitions@2022-04-01",
        "Microsoft.DurableTask/schedulers/taskHubs@2026-02-01",
        "Microsoft.DurableTask/schedulers@2026-02-01",
        "Microsoft.Insights/workbooks@2023-06-01",
        "Microsoft.Resources/resourceGroups@2025-04-01",
        "Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01",
        "Microsoft.Storage/storageAccounts/blobServices@2025-06-01",
        "Microsoft.Storage/storageAccounts@2025-06-01",
    ];

    // The versions of modules whose parameters were compared with what the templates set.
    private static readonly string[] ModuleVersions =
    [
        "insights/action-group:0.8.0",
        "insights/component:0.8.0",
        "insights/private-link-scope:0.7.3",
        "insights/scheduled-query-rule:0.6.0",
        "managed-identity/user-assigned-identity:0.6.0",
        "network/private-dns-zone:0.8.1",
        "network/private-endpoint:0.12.1",
        "network/virtual-network:0.10.1",
        "operational-insights/workspace:0.16.1",
        "storage/storage-account:0.33.0",
        "web/serverfarm:0.7.0",
        "web/site:0.24.0",
    ];

    public static TheoryData<string> Files => [.. RepositoryFolder.Templates.Select(RepositoryFolder.InInfra)];

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryParameterAndOutputIsDescribed(string file)
    {
        string[] lines = RepositoryFolder.Read("infra", file).Split('\n');

        IEnumerable<string> bare = lines.Index()
            .Where(line => Declaration().IsMatch(line.Item)
                && !Decorators(lines, line.Index).Any(decorator => decorator.StartsWith("@description(", StringComparison.Ordinal)))
            .Select(line => line.Item);
        Assert.Empty(bare);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryParameterIsUsed(string file)
    {
        string text = RepositoryFolder.Read("infra", file);

        // The declaration is one mention; the name of a property that is set is none.
        Assert.All(Parameter().Matches(text).Select(match => match.Groups["name"].Value), name =>
            Assert.InRange(Regex.Count(text, $@"(?<!^ *)\b{name}\b|\b{name}\b(?!:)", RegexOptions.Multiline), 2, int.MaxValue));
    }

    [Fact]
    public void ResourceTypesHaveVersionsThatWereLookedUp() => Assert.Equal(
        ApiVersions,
        RepositoryFolder.Templates.SelectMany(file => ResourceType().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["type"].Value)
            .Distinct()
            .Order(StringComparer.Ordinal));

    [Fact]
    public void ModulesHaveVersionsThatWereLookedUpAndStandIns()
    {
        Assert.Equal(ModuleVersions, VerifiedModule.All.Select(module => $"{module.Name}:{module.Version}").Order(StringComparer.Ordinal));
        Assert.All(VerifiedModule.All, module => Assert.True(File.Exists(module.StandIn), module.StandIn));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void NothingHandsOutAKey(string file) => Assert.DoesNotMatch(Key(), RepositoryFolder.Read("infra", file));

    [Fact]
    public void NoOutputOfTheTemplateIsASecret() =>
        Assert.All(Output().Matches(RepositoryFolder.Read("infra", "main.bicep")), match => Assert.DoesNotMatch(SecretName(), match.Value));

    [Fact]
    public void TheLayoutsAreThoseOfTheCode()
    {
        Match allowed = Regex.Match(RepositoryFolder.Read("infra", "main.bicep"), @"@allowed\(\[(?<names>[^\]]*)\]\)\s*param layout ");

        Assert.Equal(
            StorageLayouts.Default.Names, Quoted().Matches(allowed.Groups["names"].Value).Select(match => match.Groups["text"].Value));
    }

    [Fact]
    public void EveryParameterIsInTheReadme()
    {
        string readme = RepositoryFolder.Read("infra", "README.md");

        Assert.All(
            Parameter().Matches(RepositoryFolder.Read("infra", "main.bicep")),
            match => Assert.Contains($"| `{match.Groups["name"].Value}` |", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryParameterThatAFileSetsIsOneOfTheTemplate()
    {
        string[] known = [.. Parameter().Matches(RepositoryFolder.Read("infra", "main.bicep")).Select(match => match.Groups["name"].Value)];

        Assert.All(Directory.EnumerateFiles(RepositoryFolder.Infra, "*.bicepparam"), file =>
            Assert.Subset(known.ToHashSet(StringComparer.Ordinal), Assignment().Matches(File.ReadAllText(file))
                .Select(match => match.Groups["name"].Value)
                .ToHashSet(StringComparer.Ordinal)));
    }

    private static IEnumerable<string> Decorators(string[] lines, int declaration) =>
        lines.Take(declaration).Reverse().Select(line => line.TrimEnd('\r')).TakeWhile(line => line.Length > 0);

    [GeneratedRegex("^(param|output|type) ")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^param (?<name>\w+) ", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^param (?<name>\w+) =", RegexOptions.Multiline)]
    private static partial Regex Assignment();

    [GeneratedRegex("^output .*$", RegexOptions.Multiline)]
    private static partial Regex Output();

    [GeneratedRegex(@"(resource \w+ |resourceInput<)'(?<type>[\w.]+(/\w+)+@[0-9a-z-]+)'")]
    private static partial Regex ResourceType();

    [GeneratedRegex(
        @"listKeys|listAccountSas|allowSharedKeyAccess: true|disableLocalAuth: false|primaryAccessKey|primaryConnectionString|primarySharedKey|AccountKey=")]
    private static partial Regex Key();

    [GeneratedRegex("key|secret|password|connectionString|sas", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("'(?<text>[^']+)'")]
    private static partial Regex Quoted();
}
