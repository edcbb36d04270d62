using OcflFunctions.Local.Hosting;

namespace OcflFunctions.Local.Tests.Hosting;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("demo", "")]
    [InlineData("demo --storage local", "Local")]
    [InlineData("demo --storage azurite", "Azurite")]
    [InlineData("--storage=azurite demo", "Azurite")]
    public void The_demo_is_on_the_storage_that_is_named(string line, string expected) =>
        Assert.Equal(expected, CommandLine.Parse(line.Split(' ')).Storage.ToString());

    [Theory]
    [InlineData("--open", true, false)]
    [InlineData("demo --open", true, true)]
    [InlineData("demo", false, false)]
    public void A_demo_whose_page_is_opened_keeps_serving(string line, bool opens, bool keeps)
    {
        CommandLine parsed = CommandLine.Parse(line.Split(' '));

        Assert.Equal((opens, keeps), (parsed.Open, parsed.Keep));
    }

    [Theory]
    [InlineData("--Ocfl:Updates:Window 3")]
    [InlineData("--ocfl:updates:window=3")]
    [InlineData("--URLS http://127.0.0.1:1")]
    [InlineData("--Logging:LogLevel:Default Debug")]
    [InlineData("--AzureWebJobs.ObserveUpdates.Disabled=true")]
    [InlineData("--OTEL_SERVICE_NAME x")]
    public void A_setting_is_taken(string line) => Assert.Single(CommandLine.Parse(line.Split(' ')).Settings);

    [Theory]
    [InlineData("demo --storage", "--storage needs a value.")]
    [InlineData("demo --storage tape", "--storage is 'tape'; it must be local or azurite.")]
    [InlineData("demo --storage=", "--storage is ''; it must be local or azurite.")]
    [InlineData("--storage azurite", "--storage is for the demo;")]
    [InlineData("--keep", "--keep is for the demo;")]
    [InlineData("--dry-run", "--dry-run is for maintain.")]
    [InlineData("maintain --open", "--open is for the service and the demo;")]
    [InlineData("demo maintain", "'demo' and 'maintain' are two commands;")]
    [InlineData("demo demonstrate", "'demonstrate' is not a command")]
    [InlineData("--dta d9", "There is no option '--dta'. Did you mean '--data'?")]
    [InlineData("demo --keeep", "There is no option '--keeep'. Did you mean '--keep'?")]
    [InlineData("--url http://127.0.0.1:1", "There is no option '--url'. Did you mean '--urls'?")]
    [InlineData("--Updates:Window 3", "There is no option '--Updates:Window'.")]
    [InlineData("--Ocfl 3", "There is no option '--Ocfl'.")]
    [InlineData("history", "It must be 'history ID' or 'history ID FILE'.")]
    [InlineData("history a b c", "It must be 'history ID' or 'history ID FILE'.")]
    [InlineData("history a --data", "--data needs a value.")]
    [InlineData("history a --file b", "'history' has no option '--file': there is --data.")]
    public void What_is_wrong_is_named(string line, string expected)
    {
        InvalidOperationException problem = Assert.Throws<InvalidOperationException>(() => CommandLine.Parse(line.Split(' ')));

        Assert.StartsWith(expected, problem.Message, StringComparison.Ordinal);
    }
}
