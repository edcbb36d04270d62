using Microsoft.Extensions.Configuration;
using OcflFunctions.Hosting;

namespace OcflFunctions.Tests;

public sealed class KnownSettingsTests
{
    [Theory]
    [InlineData("Ocfl:Storage:Path")]
    [InlineData("ocfl:storage:path")]
    [InlineData("Ocfl:Sources:AllowedPaths:0")]
    [InlineData("Ocfl:Sources:AllowedPaths:17")]
    [InlineData("Ocfl:Sources:AllowedPaths")]
    [InlineData("Ocfl:Updates:PathConstraint")]
    [InlineData("Ocfl")]
    [InlineData("Other:Anything")]
    public void A_setting_that_is_read_is_known(string key) => Assert.Empty(Find(key));

    [Theory]
    [InlineData("Ocfl:Storage:Pth", "There is no setting Ocfl:Storage:Pth. Did you mean 'Ocfl:Storage:Path'?")]
    [InlineData("Ocfl:Update:Window", "There is no setting Ocfl:Update:Window. Did you mean 'Ocfl:Updates:Window'?")]
    [InlineData("Ocfl:Sources:AllowedPath:0", "There is no setting Ocfl:Sources:AllowedPath:0. Did you mean 'Ocfl:Sources:AllowedPaths'?")]
    [InlineData("Ocfl:Sources:AllowedPaths:0:1", "There is no setting Ocfl:Sources:AllowedPaths:0:1.")]
    [InlineData("Ocfl:Updates", "There is no setting Ocfl:Updates.")]
    [InlineData("Ocfl:Updates:Window:Size", "There is no setting Ocfl:Updates:Window:Size.")]
    [InlineData("Ocfl:Completely:Different:Thing", "There is no setting Ocfl:Completely:Different:Thing.")]
    public void A_setting_that_nothing_reads_is_named_with_the_nearest(string key, string problem) =>
        Assert.StartsWith(problem, Assert.Single(Find(key)), StringComparison.Ordinal);

    private static IReadOnlyList<string> Find(string key) => KnownSettings.FindUnknown(
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(key, "1")]).Build(),
        [new KnownSettings(OcflOptions.Section, typeof(OcflOptions))]);
}
