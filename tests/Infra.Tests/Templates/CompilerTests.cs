using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Tests.Queries;
using Xunit.Abstractions;

namespace Infra.Tests.Templates;

/// <summary>The templates, as the Bicep compiler sees them.</summary>
[Trait("Category", "Slow")]
public sealed partial class CompilerTests(CompiledTemplates templates, ITestOutputHelper output) : IClassFixture<CompiledTemplates>
{
    private const int LargestTemplate = 4 * 1024 * 1024;

    private const string Unusual = """
        param separateWorkAccount = true
        param immutabilityDays = 3650
        param appSettings = { Ocfl__Updates__Window: '32', Ocfl__Storage__CreateRoot: 'false' }
        """;

    private const string Container = "Microsoft.Storage/storageAccounts/blobServices/containers";

    // Storage accounts are named so, and so are resources that become part of a host's name.
    private static readonly Dictionary<string, Regex> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.Storage/storageAccounts"] = StorageName(),
        ["Microsoft.Web/sites"] = SiteName(),
        ["Microsoft.DurableTask/schedulers"] = SchedulerName(),
    };

    /// <summary>Each file of parameters, and each engine.</summary>
    public static TheoryData<string, string> Deployments => new()
    {
        { "small.bicepparam", "AzureStorage" },
        { "standard.bicepparam", "AzureStorage" },
        { "standard.bicepparam", "AzureManaged" },
        { "locked-down.bicepparam", "AzureManaged" },
    };

    [Fact]
    public async Task TheCompilerAndItsLinterHaveNothingToSay()
    {
        output.WriteLine(templates.HasRealModules ? "With the verified modules." : "With stand-ins for the verified modules.");
        Assert.Equal("", await templates.LintAsync());
    }

    [Fact]
    public async Task TheTemplateIsNotTooLargeForTheResourceManager() =>
        Assert.InRange((await templates.BuildAsync("main.bicep")).ToJsonString().Length, 1, LargestTemplate);

    [Theory]
    [MemberData(nameof(Deployments))]
    public async Task EverythingThatIsMadeIsKnownBefore(string parameters, string durableStorage)
    {
        Snapshot snapshot = await PredictAsync(parameters, durableStorage);

        Assert.Empty(snapshot.Diagnostics);
        Assert.All(snapshot.Resources, resource =>
        {
            if (Names.TryGetValue((string)resource["type"]!, out Regex? name))
            {
                Assert.Matches(name, Snapshot.NameOf(resource));
            }
        });
        Assert.Equal(parameters == "small.bicepparam" ? 0 : 4, snapshot.Of("Microsoft.Insights/scheduledQueryRules").Count);
        Assert.Single(snapshot.Of("Microsoft.Insights/workbooks"));
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public async Task NoKeyOpensAnything(string parameters, string durableStorage)
    {
        Snapshot snapshot = await PredictAsync(parameters, durableStorage);

        Assert.All(snapshot.Of("Microsoft.Storage/storageAccounts"), account =>
        {
            Assert.False((bool)Snapshot.Property(account, "allowSharedKeyAccess")!);
            Assert.False((bool)Snapshot.Property(account, "allowBlobPublicAccess")!);
        });
        Assert.All(snapshot.Of("Microsoft.Insights/components"), insights => Assert.True(
            (bool)Snapshot.Property(insights, "DisableLocalAuth")!));
        Assert.DoesNotContain(snapshot.Settings, setting => setting.Value.Contains("AccountKey", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("AzureWebJobsStorage", snapshot.Settings.Keys);
        Assert.DoesNotMatch(Secret(), snapshot.Outputs.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public async Task TheIdentityHasTheRolesThatItsWorkNeedsAndNoOther(string parameters, string durableStorage)
    {
        Snapshot snapshot = await PredictAsync(parameters, durableStorage);
        string[] roles = [.. snapshot.Of("Microsoft.Authorization/roleAssignments")
            .Select(role => RoleName((string)Snapshot.Property(role, "roleDefinitionId")!))
            .Where(role => role != "Metrics Publisher")
            .Order()];

        string[] expected = durableStorage == "AzureManaged"
            ? ["Blob Data Contributor", "Blob Data Contributor", "Blob Data Owner", "Blob Data Reader", "Durable Task Data Contributor"]
            : [
                "Blob Data Contributor",
                "Blob Data Contributor",
                "Blob Data Owner",
                "Blob Data Reader",
                "Queue Data Contributor",
                "Table Data Contributor",
            ];
        Assert.Equal(expected, roles);
    }

    [Fact]
    public async Task NothingOfALockedDownDeploymentIsReachedFromOutside()
    {
        Snapshot snapshot = await PredictAsync("locked-down.bicepparam", "AzureManaged");

        string[] types = ["Microsoft.Storage/storageAccounts", "Microsoft.Web/sites", "Microsoft.DurableTask/schedulers"];
        Assert.All(types.SelectMany(snapshot.Of), resource => Assert.Equal(
            "Disabled", (string?)Snapshot.Property(resource, "publicNetworkAccess")));
        string[] monitoring = ["Microsoft.OperationalInsights/workspaces", "Microsoft.Insights/components"];
        Assert.All(monitoring.SelectMany(snapshot.Of), resource => Assert.Equal(
            "Disabled", (string?)Snapshot.Property(resource, "publicNetworkAccessForIngestion")));
        string[] zones = ["privatelink.azurewebsites.net", "privatelink.durabletask.io", "privatelink.monitor.azure.com"];
        Assert.All(zones, zone => Assert.Contains(snapshot.Of("Microsoft.Network/privateDnsZones"), made => Snapshot.NameOf(made) == zone));
    }

    [Fact]
    public async Task WhatIsNotAskedForIsNotMade()
    {
        Snapshot snapshot = await PredictAsync("small.bicepparam", "AzureStorage");

        string[] types = [
            "Microsoft.Network/virtualNetworks",
            "Microsoft.Network/privateEndpoints",
            "Microsoft.DurableTask/schedulers",
            "Microsoft.Insights/scheduledQueryRules",
            "Microsoft.Insights/privateLinkScopes",
        ];
        Assert.Empty(types.SelectMany(snapshot.Of));
        Assert.Equal(2, snapshot.Of("Microsoft.Storage/storageAccounts").Count);
    }

    [Fact]
    public async Task TheWorkAreaIsInTheAccountOfTheStorageRootUnlessItIsAskedForElsewhere()
    {
        Snapshot together = await PredictAsync("standard.bicepparam", "AzureStorage");
        Snapshot apart = await PredictAsync("standard.bicepparam", "AzureStorage", Unusual);

        Assert.Equal(together.Settings["Ocfl__Storage__ServiceUri"], together.Settings["Ocfl__Work__ServiceUri"]);
        Assert.NotEqual(apart.Settings["Ocfl__Storage__ServiceUri"], apart.Settings["Ocfl__Work__ServiceUri"]);
        Assert.Equal(3, apart.Of("Microsoft.Storage/storageAccounts").Count);
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public async Task ContentComesFromAContainerBesideTheStorageRootUnlessItIsAskedForElsewhere(string parameters, string durableStorage)
    {
        Snapshot snapshot = await PredictAsync(parameters, durableStorage);

        Assert.Contains(snapshot.Of(Container), container => Snapshot.NameOf(container).EndsWith("/incoming", StringComparison.Ordinal));
        Assert.Equal("incoming", snapshot.Settings["Ocfl__Sources__AllowedContainers__0"]);
        Assert.Equal(snapshot.Settings["Ocfl__Storage__ServiceUri"], snapshot.Settings["Ocfl__Sources__ServiceUri"]);
    }

    [Fact]
    public async Task PartsOfOneContainerAreOneContainer()
    {
        Snapshot snapshot = await PredictAsync(
            "standard.bicepparam",
            "AzureStorage",
            environment: new() { ["OCFL_SOURCE_CONTAINERS"] = "deposits/maps,deposits/letters,scans" });

        Assert.Equal(
            ["deposits/maps", "deposits/letters", "scans"],
            Enumerable.Range(0, 3).Select(index => snapshot.Settings[$"Ocfl__Sources__AllowedContainers__{index}"]));
        Assert.Equal(
            ["deposits", "scans"],
            snapshot.Of(Container)
                .Select(container => Snapshot.NameOf(container).Split('/')[^1])
                .Where(name => name is "deposits" or "scans" or "incoming")
                .Order(StringComparer.Ordinal));
        Assert.Equal(2, Readers(snapshot).Length);
    }

    [Fact]
    public async Task WithoutSourcesNothingIsReadAndNothingIsSet()
    {
        Snapshot snapshot = await PredictAsync(
            "standard.bicepparam", "AzureStorage", environment: new() { ["OCFL_SOURCE_CONTAINERS"] = "" });

        Assert.Empty(Readers(snapshot));
        Assert.DoesNotContain(snapshot.Settings.Keys, key => key.StartsWith("Ocfl__Sources__", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("standard.bicepparam", 0)]
    [InlineData("locked-down.bicepparam", 1)]
    public async Task ContainersOfAnotherAccountAreReadAndNotMade(string parameters, int endpoints)
    {
        Snapshot snapshot = await PredictAsync(parameters, "AzureStorage", environment: new()
        {
            ["OCFL_SOURCE_CONTAINERS"] = "deposits,letters/1828",
            ["OCFL_SOURCE_ACCOUNT"] = "depositsaccount",
            ["OCFL_SOURCE_GROUP"] = "deposits-group",
        });

        Assert.DoesNotContain(
            snapshot.Of(Container), container => Snapshot.NameOf(container).Contains("deposits", StringComparison.Ordinal));
        Assert.DoesNotContain(snapshot.Of("Microsoft.Storage/storageAccounts"), account => Snapshot.NameOf(account) == "depositsaccount");
        JsonObject[] readers = Readers(snapshot);
        Assert.Equal(2, readers.Length);
        Assert.All(readers, reader => Assert.Contains(
            "/resourceGroups/deposits-group/providers/Microsoft.Storage/storageAccounts/depositsaccount/blobServices/default/containers/",
            reader.ToJsonString(),
            StringComparison.Ordinal));
        Assert.Equal(
            endpoints,
            snapshot.Of("Microsoft.Network/privateEndpoints").Count(endpoint => Snapshot.NameOf(endpoint) == "pep-depositsaccount-blob"));
        Assert.NotEqual(snapshot.Settings["Ocfl__Storage__ServiceUri"], snapshot.Settings["Ocfl__Sources__ServiceUri"]);
        Assert.Equal("letters/1828", snapshot.Settings["Ocfl__Sources__AllowedContainers__1"]);
    }

    [Fact]
    public async Task AlertsAndTheWorkbookAskNothingButTheQueriesThatAreChecked()
    {
        Snapshot snapshot = await PredictAsync("standard.bicepparam", "AzureStorage");
        JsonNode workbook = JsonNode.Parse(
            (string)Snapshot.Property(snapshot.Of("Microsoft.Insights/workbooks").Single(), "serializedData")!)!;
        string[] asked =
        [
            .. snapshot.Of("Microsoft.Insights/scheduledQueryRules")
                .SelectMany(rule => Snapshot.Property(rule, "criteria")!["allOf"]!.AsArray())
                .Select(criterion => (string)criterion!["query"]!),
            .. workbook["items"]!.AsArray().Select(item => (string?)item!["content"]!["query"]).OfType<string>(),
        ];

        Assert.Equal(KustoQuery.All.Count(query => query.File.StartsWith("infra/queries/", StringComparison.Ordinal)
            && query.File != "infra/queries/one-update.kql"), asked.Length);
        Assert.Subset(
            KustoQuery.All.Select(query => query.Text).ToHashSet(StringComparer.Ordinal),
            asked.Select(text => text.ReplaceLineEndings("\n")).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ImmutabilityBringsVersions()
    {
        Snapshot snapshot = await PredictAsync("standard.bicepparam", "AzureStorage", Unusual);

        Assert.Contains(
            snapshot.Of("Microsoft.Storage/storageAccounts/blobServices"),
            service => (bool?)Snapshot.Property(service, "isVersioningEnabled") == true);
    }

    [Fact]
    public async Task VersionsOfTheWorkAreaDoNotStay()
    {
        Snapshot snapshot = await PredictAsync("locked-down.bicepparam", "AzureManaged");

        JsonObject policy = Assert.Single(snapshot.Of("Microsoft.Storage/storageAccounts/managementPolicies"));
        Assert.Contains("\"work/\"", policy.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public async Task TheAppTakesItsSettings(string parameters, string durableStorage)
    {
        Snapshot snapshot = await PredictAsync(parameters, durableStorage);

        // Before the deployment the addresses are known only as what they are read from.
        Dictionary<string, string> settings = snapshot.Settings.ToDictionary(
            setting => setting.Key,
            setting => setting.Value.StartsWith('[') ? "https://account.blob.core.windows.net/" : setting.Value,
            StringComparer.Ordinal);
        AppSettings.Check(settings);
    }

    [Fact]
    public async Task SettingsThatAreGivenWinOverThoseOfTheTemplate()
    {
        Snapshot snapshot = await PredictAsync("standard.bicepparam", "AzureStorage", Unusual);

        Assert.Equal("32", snapshot.Settings["Ocfl__Updates__Window"]);
        Assert.Equal("false", snapshot.Settings["Ocfl__Storage__CreateRoot"]);
    }

    private Task<Snapshot> PredictAsync(
        string parameters,
        string durableStorage,
        string more = "",
        Dictionary<string, string>? environment = null) => templates.PredictAsync(
        parameters,
        new Dictionary<string, string>(environment ?? [], StringComparer.Ordinal)
        {
            ["DurableStorage"] = durableStorage,
            ["OCFL_NAME"] = "archive",
            ["OCFL_ALERT_EMAILS"] = parameters == "small.bicepparam" ? "" : "ada@example.org,bob@example.org",
        },
        more);

    private static JsonObject[] Readers(Snapshot snapshot) =>
        [.. snapshot.Of("Microsoft.Authorization/roleAssignments").Where(
            role => RoleName((string)Snapshot.Property(role, "roleDefinitionId")!) == "Blob Data Reader")];

    // A role's name, or its id where the modules turn names into ids.
    private static string RoleName(string role) => role.Split('/')[^1].Trim('\'', ']', ')') switch
    {
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe" or "Storage Blob Data Contributor" => "Blob Data Contributor",
        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b" or "Storage Blob Data Owner" => "Blob Data Owner",
        "974c5e8b-45b9-4653-ba55-5f855dd0fb88" or "Storage Queue Data Contributor" => "Queue Data Contributor",
        "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3" or "Storage Table Data Contributor" => "Table Data Contributor",
        "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1" or "Storage Blob Data Reader" => "Blob Data Reader",
        "0ad04412-c4d5-4796-b79c-f76d14c8d402" => "Durable Task Data Contributor",
        "3913510d-42f4-4e42-8a64-420c390055eb" => "Metrics Publisher",
        string other => other,
    };

    [GeneratedRegex("^[a-z0-9]{3,24}$")]
    private static partial Regex StorageName();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,58}[a-z0-9]$")]
    private static partial Regex SiteName();

    [GeneratedRegex("^[a-zA-Z0-9-]{3,64}$")]
    private static partial Regex SchedulerName();

    [GeneratedRegex("listKeys|InstrumentationKey|AccountKey|ConnectionString|password|sig=", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
