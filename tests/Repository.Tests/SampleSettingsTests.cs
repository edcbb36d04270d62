using System.Text.Json.Nodes;
using System.Xml.Linq;
using Ocfl.Testing;

namespace Repository.Tests;

/// <summary><c>local.settings.sample.json</c> as it is copied: all that <c>func start</c> on Azurite needs, on any machine.</summary>
public sealed class SampleSettingsTests
{
    private static readonly string Root = RepositoryFolder.Find().FullName;

    private static readonly JsonObject Values =
        JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "local.settings.sample.json")))!["Values"]!.AsObject();

    [Fact]
    public void It_stores_on_Azurite()
    {
        Assert.Equal("dotnet-isolated", Value("FUNCTIONS_WORKER_RUNTIME"));
        foreach (string store in new[] { "Storage", "Work" })
        {
            Assert.Equal("AzureBlob", Value($"Ocfl__{store}__Kind"));
            Assert.Equal("UseDevelopmentStorage=true", Value($"Ocfl__{store}__ConnectionString"));
            Assert.Equal("", Value($"Ocfl__{store}__ServiceUri"));
            Assert.NotEqual("", Value($"Ocfl__{store}__Container"));
        }

        Assert.Equal("UseDevelopmentStorage=true", Value("AzureWebJobsStorage"));
    }

    [Fact]
    public void Sources_are_taken_from_the_folder_of_the_tour()
    {
        // func start runs the app in the folder that it builds into, which is deleted by the next func start.
        string output = Path.Combine(Root, "src", "OcflFunctions", "bin", "output");

        Assert.Equal(
            Path.Combine(Root, "data", "incoming"), Path.GetFullPath(Path.Combine(output, Value("Ocfl__Sources__AllowedPaths__0"))));
    }

    [Fact]
    public void What_is_built_without_func_goes_where_func_start_builds()
    {
        XDocument project = XDocument.Load(Path.Combine(Root, "src", "OcflFunctions", "OcflFunctions.csproj"));

        Assert.Equal("bin/output/", Assert.Single(project.Descendants("OutputPath")).Value);
        Assert.Equal("false", Assert.Single(project.Descendants("AppendTargetFrameworkToOutputPath")).Value);
    }

    [Fact]
    public void The_answer_to_a_start_has_the_URLs_of_the_engine() => Assert.Equal("true", Value("Ocfl__Http__ManagementLinks"));

    [Fact]
    public void No_setting_names_a_place_of_one_machine() =>
        Assert.All(Values, value => Assert.False(value.Value!.ToString() is ['/', ..] or [_, ':', ..], $"{value.Key} is {value.Value}."));

    private static string Value(string key) => Values[key]?.ToString() ?? throw new KeyNotFoundException(key);
}
