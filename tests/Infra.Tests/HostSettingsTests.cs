using System.Text.Json.Nodes;

namespace Infra.Tests;

/// <summary>The settings of the Functions host, one file for each store of orchestrations.</summary>
public sealed class HostSettingsTests
{
    private static readonly string[] Files = [.. Directory.EnumerateFiles(RepositoryFolder.At("eng", "host"), "*.json").Select(
        file => Path.GetFileName(file))];

    public static TheoryData<string> Variants => [.. Files];

    [Theory]
    [MemberData(nameof(Variants))]
    public void AVariantDiffersInItsStoreOnly(string variant)
    {
        Assert.True(
            JsonNode.DeepEquals(
                WithoutStore(RepositoryFolder.Read("host.json")), WithoutStore(RepositoryFolder.Read("eng", "host", variant))),
            $"eng/host/{variant} differs from host.json in more than hubName, storageProvider and the log of the store.");
    }

    [Fact]
    public void EachStoreHasAPackage()
    {
        string packages = RepositoryFolder.Read("Directory.Packages.props");

        Assert.All(Files, file => Assert.Contains(
            $"\"Microsoft.Azure.Functions.Worker.Extensions.DurableTask.{Path.GetFileNameWithoutExtension(file)}\"",
            packages,
            StringComparison.Ordinal));
    }

    [Fact]
    public void TheSettingsThatAStoreNamesAreSet()
    {
        Assert.Contains(
            (string)Store("AzureManaged.json")["connectionStringName"]! + ":",
            RepositoryFolder.Read("infra", "modules", "app.bicep"),
            StringComparison.Ordinal);
        Assert.Contains(
            (string)Store("SqlServer.json")["connectionStringName"]! + ":",
            RepositoryFolder.Read("compose.yaml"),
            StringComparison.Ordinal);
    }

    private static JsonObject DurableTask(JsonNode host) => host["extensions"]!["durableTask"]!.AsObject();

    private static JsonObject Store(string variant) =>
        DurableTask(JsonNode.Parse(RepositoryFolder.Read("eng", "host", variant))!)["storageProvider"]!.AsObject();

    private static JsonNode WithoutStore(string text)
    {
        JsonNode host = JsonNode.Parse(text)!;
        DurableTask(host).Remove("hubName");
        DurableTask(host).Remove("storageProvider");
        JsonObject levels = host["logging"]!["logLevel"]!.AsObject();
        foreach (string log in levels.Select(level => level.Key)
            .Where(log => log.StartsWith("DurableTask.", StringComparison.Ordinal) && log != "DurableTask.Core")
            .ToArray())
        {
            levels.Remove(log);
        }

        return host;
    }
}
