using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;

namespace OcflFunctions.Tests;

public sealed class OptionsTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["Ocfl:Storage:Path"] = "/srv/ocfl/root",
        ["Ocfl:Work:Path"] = "/srv/ocfl/work",
        ["Ocfl:Sources:AllowedPaths:0"] = "/srv/ocfl/incoming",
        ["Ocfl:Sources:ConnectionString"] = "UseDevelopmentStorage=true",
        ["Ocfl:Sources:AllowedContainers:0"] = "incoming/from-scanners",
    };

    [Fact]
    public void Good_settings_give_services()
    {
        using ServiceProvider services = Services(Good);

        Assert.Equal("/srv/ocfl/root", services.GetRequiredService<ObjectStore>().Storage.Location);
        Assert.Equal("/srv/ocfl/work", services.GetRequiredService<WorkArea>().Storage.Location);
        Assert.Equal(["/srv/ocfl/incoming"], services.GetRequiredService<IOptions<OcflOptions>>().Value.Sources.AllowedPaths);
    }

    [Theory]
    [InlineData("Ocfl:Storage:Path", "")]
    [InlineData("Ocfl:Work:Path", null)]
    [InlineData("Ocfl:Work:Path", "/srv/ocfl/root/work")]
    [InlineData("Ocfl:Work:Path", "/srv/ocfl")]
    [InlineData("Ocfl:Storage:Kind", "Tape")]
    [InlineData("Ocfl:Work:Kind", "Tape")]
    [InlineData("Ocfl:Layout", "0042")]
    [InlineData("Ocfl:Sources:AllowedPaths:0", " ")]
    [InlineData("Ocfl:Sources:AllowedContainers:1", " ")]
    [InlineData("Ocfl:Sources:AllowedContainers:1", "in")]
    [InlineData("Ocfl:Sources:AllowedContainers:1", "In-coming")]
    [InlineData("Ocfl:Sources:AllowedContainers:1", "/incoming")]
    [InlineData("Ocfl:Sources:AllowedContainers:1", "incoming//x")]
    [InlineData("Ocfl:Sources:AllowedContainers:1", "incoming/../x")]
    [InlineData("Ocfl:Sources:ServiceUri", "https://account.blob.core.windows.net")]
    [InlineData("Ocfl:Objects:KeepBlockDigests", "-00:00:01")]
    [InlineData("Ocfl:Validations:Window", "0")]
    [InlineData("Ocfl:Validations:PageObjects", "10001")]
    [InlineData("Ocfl:Validations:SliceObjects", "0")]
    [InlineData("Ocfl:Updates:DigestAlgorithm", "md5")]
    [InlineData("Ocfl:Updates:PathConstraint", "7")]
    [InlineData("Ocfl:Updates:ContentPaths", "7")]
    [InlineData("Ocfl:Updates:ContentDirectory", "")]
    [InlineData("Ocfl:Updates:ContentDirectory", "a/b")]
    [InlineData("Ocfl:Updates:ContentDirectory", "..")]
    [InlineData("Ocfl:Updates:ContentDirectory", "inventory.json")]
    [InlineData("Ocfl:Updates:VersionPadding", "1")]
    [InlineData("Ocfl:Updates:VersionPadding", "-1")]
    [InlineData("Ocfl:Updates:VersionPadding", "10")]
    [InlineData("Ocfl:Storage:MaxInventoryBytes", "1000")]
    [InlineData("Ocfl:Updates:Window", "0")]
    [InlineData("Ocfl:Updates:FilesAtOnce", "0")]
    [InlineData("Ocfl:Updates:SingleSteps", "501")]
    [InlineData("Ocfl:Updates:SliceFiles", "0")]
    [InlineData("Ocfl:Updates:SliceBytes", "0")]
    [InlineData("Ocfl:Updates:MaxAddedPaths", "-1")]
    [InlineData("Ocfl:Updates:MaxAddedPathBytes", "2000000000")]
    [InlineData("Ocfl:Updates:Attempts", "0")]
    [InlineData("Ocfl:Updates:FirstRetryDelay", "00:00:00")]
    [InlineData("Ocfl:Updates:MaxRetryDelay", "00:00:00.5")]
    [InlineData("Ocfl:Updates:ClaimPollInterval", "00:00:00")]
    [InlineData("Ocfl:Updates:HoldTime", "-00:00:01")]
    [InlineData("Ocfl:Http:MaxBodyBytes", "10")]
    public void A_wrong_setting_is_named(string key, string? value)
    {
        using ServiceProvider services = Services(new Dictionary<string, string?>(Good) { [key] = value });

        OptionsValidationException problem = Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IOptions<OcflOptions>>().Value);

        Assert.Contains(key + " ", Assert.Single(problem.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Containers_for_sources_need_an_account()
    {
        using ServiceProvider services = Services(
            new Dictionary<string, string?>(Good)
            {
                ["Ocfl:Sources:ConnectionString"] = "",
                ["Ocfl:Sources:AllowedContainers:1"] = "more",
            });

        OptionsValidationException problem = Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IOptions<OcflOptions>>().Value);

        Assert.Equal("The setting Ocfl:Sources:ServiceUri or ConnectionString must be set, and not both.", Assert.Single(problem.Failures));
    }

    [Theory]
    [InlineData("account.blob.core.windows.net")]
    [InlineData("ftp://account.blob.core.windows.net")]
    [InlineData("http://account.blob.core.windows.net")]
    public void An_account_is_named_by_an_address_that_tokens_may_be_sent_to(string address)
    {
        using ServiceProvider services = Services(
            new Dictionary<string, string?>(Good) { ["Ocfl:Sources:ConnectionString"] = "", ["Ocfl:Sources:ServiceUri"] = address });

        OptionsValidationException problem = Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IOptions<OcflOptions>>().Value);

        Assert.StartsWith("The setting Ocfl:Sources:ServiceUri is not the address", Assert.Single(problem.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ocfl:Updates:PathConstraint", "dos")]
    [InlineData("Ocfl:Updates:ContentPaths", "percent-encoded")]
    public void A_word_that_a_setting_does_not_know_is_told_with_its_key(string key, string value)
    {
        using ServiceProvider services = Services(new Dictionary<string, string?>(Good) { [key] = value });

        Exception? problem = Record.Exception(() => services.GetRequiredService<IOptions<OcflOptions>>().Value);

        Assert.Contains(key, Assert.IsType<InvalidOperationException>(problem).Message, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_root_container_of_an_account_has_no_paths_and_is_refused()
    {
        (string Key, string Problem) problem = Assert.Single(new AzureBlobStorageFactory(TimeProvider.System, null!).Validate(
            new StoreOptions { Kind = "AzureBlob", Container = "$root", ConnectionString = "UseDevelopmentStorage=true" }));

        Assert.Equal("Container", problem.Key);
        Assert.Contains("slash", problem.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ocfl", "", "ocfl", "", false)]
    [InlineData("ocfl", "root", "ocfl", "root/work", false)]
    [InlineData("ocfl", "root", "ocfl", "work", true)]
    [InlineData("ocfl", "", "work", "", true)]
    public void On_blobs_the_work_area_is_apart_from_the_root(
        string rootContainer, string rootPath, string workContainer, string workPath, bool isGood)
    {
        using ServiceProvider services = Services(new Dictionary<string, string?>
        {
            ["Ocfl:Storage:Kind"] = "AzureBlob",
            ["Ocfl:Storage:ConnectionString"] = "UseDevelopmentStorage=true",
            ["Ocfl:Storage:Container"] = rootContainer,
            ["Ocfl:Storage:Path"] = rootPath,
            ["Ocfl:Work:Kind"] = "azureblob",
            ["Ocfl:Work:ConnectionString"] = "UseDevelopmentStorage=true",
            ["Ocfl:Work:Container"] = workContainer,
            ["Ocfl:Work:Path"] = workPath,
        });

        Exception? problem = Record.Exception(() => services.GetRequiredService<IOptions<OcflOptions>>().Value);

        Assert.Equal(
            isGood ? null : "The setting Ocfl:Work:Container is 'ocfl', where the storage root is; the work area must be apart.",
            problem?.Message);
    }

    [Theory]
    [InlineData("link/work", false)]
    [InlineData("link", false)]
    [InlineData("other", true)]
    public void The_work_area_is_apart_from_the_root_by_whatever_links_it_is_reached(string work, bool isGood)
    {
        string top = Directory.CreateTempSubdirectory("ocfl-options-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(top, "root"));
            Directory.CreateSymbolicLink(Path.Combine(top, "link"), Path.Combine(top, "root"));
            using ServiceProvider services = Services(new Dictionary<string, string?>
            {
                ["Ocfl:Storage:Path"] = Path.Combine(top, "root"),
                ["Ocfl:Work:Path"] = Path.Combine(top, work),
            });

            Exception? problem = Record.Exception(() => services.GetRequiredService<IOptions<OcflOptions>>().Value);

            Assert.Equal(isGood, problem is null);
            Assert.True(isGood || problem!.Message.StartsWith("The setting Ocfl:Work:Path is", StringComparison.Ordinal), problem?.Message);
        }
        finally
        {
            Directory.Delete(top, recursive: true);
        }
    }

    [Fact]
    public void The_sample_has_every_setting_and_no_other_with_its_default_but_the_URLs_of_the_engine()
    {
        JsonObject values = JsonNode.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "local.settings.sample.json")))!["Values"]!.AsObject();
        Dictionary<string, string> sample = values.Where(value => value.Key.StartsWith("Ocfl__", StringComparison.Ordinal))
            .ToDictionary(value => value.Key, value => value.Value!.ToString());

        Assert.Equal(Keys(new OcflOptions(), "Ocfl").Order(StringComparer.Ordinal), sample.Keys.Order(StringComparer.Ordinal));
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                sample.Select(
                    value => KeyValuePair.Create(value.Key.Replace("__", ":", StringComparison.Ordinal), (string?)value.Value))).Build();
        using ServiceProvider services = new ServiceCollection().AddLogging().AddOcflFunctions(configuration).BuildServiceProvider();
        OcflOptions read = services.GetRequiredService<IOptions<OcflOptions>>().Value;
        Assert.Equivalent(new OcflOptions().Updates, read.Updates);
        Assert.Equivalent(new HttpOptions { ManagementLinks = true, Bearer = { Audience = "", Issuer = "" } }, read.Http);
        Assert.Equal(new OcflOptions().Layout, read.Layout);
    }

    private static IEnumerable<string> Keys(object options, string prefix)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties())
        {
            string key = $"{prefix}__{property.Name}";
            object? value = property.GetValue(options);
            if (value is IList)
            {
                // Without receivers, which are empty in the sample.
                yield return property.DeclaringType == typeof(NotifyOptions) ? key : key + "__0";
            }
            else if (value?.GetType().Namespace == typeof(OcflOptions).Namespace)
            {
                foreach (string inner in Keys(value!, key))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return key;
            }
        }
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings) => new ServiceCollection()
        .AddLogging()
        .AddOcflFunctions(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
        .BuildServiceProvider();
}
