using System.Text.RegularExpressions;
using OcflFunctions.Hosting;

namespace Infra.Tests.Containers;

/// <summary>compose.yaml, as far as it can be seen without a container engine.</summary>
public sealed class ComposeTests
{
    private static readonly IReadOnlyDictionary<object, object> Compose = Yaml.Read(RepositoryFolder.Read("compose.yaml"));

    private static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<object, object>> Services =
        Compose.Map("services").ToDictionary(
            service => (string)service.Key, service => (IReadOnlyDictionary<object, object>)service.Value, StringComparer.Ordinal);

    public static TheoryData<string> Apps =>
        [.. Services.Where(service => service.Value.ContainsKey("build")).Select(service => service.Key)];

    [Theory]
    [MemberData(nameof(Apps))]
    public void TheAppTakesItsSettings(string service)
    {
        OcflOptions options = AppSettings.Check(
            Services[service].Map("environment").Select(setting => KeyValuePair.Create((string)setting.Key, (string)setting.Value)));

        // Everything that is kept is in a volume.
        Assert.StartsWith("/data/", options.Storage.Path, StringComparison.Ordinal);
        Assert.StartsWith("/data/", options.Work.Path, StringComparison.Ordinal);
        Assert.Contains("./data:/data", Services[service].List("volumes"));
    }

    [Theory]
    [MemberData(nameof(Apps))]
    public void ThePortIsThatOfTheImage(string service) => Assert.All(Services[service].List("ports"), port =>
    {
        Assert.StartsWith("127.0.0.1:", (string)port, StringComparison.Ordinal);
        Assert.Contains($"EXPOSE {((string)port).Split(':')[^1]}", RepositoryFolder.Read("Dockerfile"), StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(Apps))]
    public void AnAppOfSqlServerIsBuiltForItAndGetsItsAddress(string service)
    {
        bool isSqlServer = Services[service].List("profiles").Contains("sqlserver");

        Assert.Equal(isSqlServer ? "SqlServer" : "AzureStorage", Services[service].Map("build").Map("args").Text("DURABLE_STORAGE"));
        Assert.Equal(isSqlServer, Services[service].List("secrets").Contains("SQLDB_Connection"));
        Assert.Equal(isSqlServer, Services[service].Map("depends_on").ContainsKey("sql"));
    }

    [Fact]
    public void OneServiceOfEachProfileHasTheAddress() => Assert.All(
        new[] { "azurite", "sqlserver" },
        profile => Assert.Single(Services.Values, service => service.List("profiles").Contains(profile) && service.List("ports").Any()));

    [Fact]
    public void WhatIsDependedOnSaysWhenItIsHealthy() => Assert.All(
        Services.Values.SelectMany(service => service.Map("depends_on").Keys).Distinct(),
        name => Assert.NotEmpty(Services[(string)name].Map("healthcheck")));

    [Fact]
    public void NetworksVolumesAndSecretsAreDeclared()
    {
        Assert.All(Services.Values, service =>
        {
            Assert.All(service.List("networks"), network => Assert.True(Compose.Map("networks").ContainsKey(network)));
            Assert.All(service.List("secrets"), secret => Assert.True(
                Compose.Map("secrets").ContainsKey(secret is IReadOnlyDictionary<object, object> map ? map["source"] : secret)));
            Assert.All(
                service.List("volumes").Select(volume => ((string)volume).Split(':')[0]).Where(volume => !volume.StartsWith('.')),
                volume => Assert.True(Compose.Map("volumes").ContainsKey(volume)));
        });
    }

    [Fact]
    public void EverySecretIsAFileThatTheScriptMakes()
    {
        string script = RepositoryFolder.Read("eng", "container", "make-secrets.sh");

        Assert.All(Compose.Map("secrets").Values, secret =>
        {
            string file = ((IReadOnlyDictionary<object, object>)secret).Text("file");
            Assert.StartsWith("./secrets/", file, StringComparison.Ordinal);
            Assert.Contains($"| make {Path.GetFileName(file)}\n", script.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        });
        Assert.Contains("secrets/", RepositoryFolder.Read(".gitignore").ReplaceLineEndings("\n").Split('\n'));
    }

    [Fact]
    public void AzuriteIsTheOneThatIsTested()
    {
        string version = Regex.Match(
            RepositoryFolder.Read("src", "Ocfl.Azurite", "package.json"), "\"azurite\": \"(?<version>[0-9.]+)\"").Groups["version"].Value;

        Assert.Equal($"mcr.microsoft.com/azure-storage/azurite:{version}", Services["azurite"].Text("image"));
    }
}
