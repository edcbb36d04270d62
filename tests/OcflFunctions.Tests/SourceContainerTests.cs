using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Sources;

namespace OcflFunctions.Tests;

/// <summary>Which containers may be a source, as far as that is known without asking the service.</summary>
public sealed class SourceContainerTests
{
    private const string Account = "UseDevelopmentStorage=true";
    private const string SameAccount = "http://127.0.0.1:10000/devstoreaccount1?sv=2024-11-04&sig=x";

    [Theory]
    [InlineData("incoming", null)]
    [InlineData("incoming", "a/b")]
    [InlineData("shared", "in")]
    [InlineData("shared", "in/2026")]
    [InlineData("objects", "elsewhere")]
    public void What_is_allowed_is_opened(string container, string? prefix)
    {
        using ServiceProvider services = Services();

        using OpenedSource source = services.GetRequiredService<AllowedSources>().Open(
            new UpdateSource { Container = container, Prefix = prefix });

        Assert.EndsWith(StoragePath.Combine(container, prefix ?? ""), source.Storage.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other", null, "source.container")]
    [InlineData("Incoming", null, "source.container")]
    [InlineData("shared", null, "source.prefix")]
    [InlineData("shared", "inbox", "source.prefix")]
    [InlineData("shared", "out", "source.prefix")]
    [InlineData("objects", null, "source.container")]
    [InlineData("objects", "root", "source.prefix")]
    [InlineData("objects", "root/abc", "source.prefix")]
    [InlineData("work", null, "source.container")]
    [InlineData("work", "updates", "source.prefix")]
    public void What_is_not_allowed_or_is_the_own_storage_is_refused(string container, string? prefix, string field)
    {
        using ServiceProvider services = Services();

        SourceRefusedException refusal = Assert.Throws<SourceRefusedException>(
            () => services.GetRequiredService<AllowedSources>().Open(new UpdateSource { Container = container, Prefix = prefix }));

        Assert.True(refusal.IsForbidden);
        Assert.Equal(field, refusal.Field);
    }

    /// <summary>The same account may be named by its address in one place and by a connection string in another.</summary>
    [Fact]
    public void The_own_storage_is_known_by_its_address()
    {
        using ServiceProvider services = Services(
            new() { ["Ocfl:Sources:ConnectionString"] = null, ["Ocfl:Sources:ServiceUri"] = SameAccount });

        Assert.Throws<SourceRefusedException>(
            () => services.GetRequiredService<AllowedSources>().Open(new UpdateSource { Container = "work" }));
    }

    [Fact]
    public void Nothing_is_allowed_by_default()
    {
        using ServiceProvider services = new ServiceCollection().AddLogging()
            .AddOcflFunctions(new ConfigurationBuilder().AddInMemoryCollection(
                new Dictionary<string, string?> { ["Ocfl:Storage:Path"] = "/srv/root", ["Ocfl:Work:Path"] = "/srv/work" }).Build())
            .BuildServiceProvider();
        AllowedSources sources = services.GetRequiredService<AllowedSources>();

        Assert.Contains(
            "AllowedContainers",
            Assert.Throws<SourceRefusedException>(() => sources.Open(new UpdateSource { Container = "incoming" })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "AllowedPaths",
            Assert.Throws<SourceRefusedException>(() => sources.Open(new UpdateSource { Directory = "incoming" })).Message,
            StringComparison.Ordinal);
        Assert.Throws<SourceRefusedException>(() => sources.Open(new UpdateSource()));
    }

    private static ServiceProvider Services(Dictionary<string, string?>? changes = null)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Ocfl:Storage:Kind"] = "AzureBlob",
            ["Ocfl:Storage:ConnectionString"] = Account,
            ["Ocfl:Storage:Container"] = "objects",
            ["Ocfl:Storage:Path"] = "root",
            ["Ocfl:Work:Kind"] = "AzureBlob",
            ["Ocfl:Work:ConnectionString"] = Account,
            ["Ocfl:Work:Container"] = "work",
            ["Ocfl:Sources:ConnectionString"] = Account,
            ["Ocfl:Sources:AllowedContainers:0"] = "incoming",
            ["Ocfl:Sources:AllowedContainers:1"] = "shared/in",
            ["Ocfl:Sources:AllowedContainers:2"] = "objects",
            ["Ocfl:Sources:AllowedContainers:3"] = "work",
        };
        foreach ((string key, string? value) in changes ?? [])
        {
            settings[key] = value;
        }

        return new ServiceCollection().AddLogging()
            .AddOcflFunctions(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
    }
}
