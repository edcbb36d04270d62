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
    [InlineData("demo --storage", "--storage needs a value.")]
    [InlineData("demo --storage tape", "--storage is 'tape'; there are: local, azurite.")]
    [InlineData("demo --storage=", "--storage is ''; there are: local, azurite.")]
    [InlineData("--storage azurite", "--storage is for the demo;")]
    [InlineData("--keep", "--keep is for the demo;")]
    [InlineData("demo demonstrate", "'demonstrate' is not a command")]
    public void What_is_wrong_is_named(string line, string expected)
    {
        InvalidOperationException problem = Assert.Throws<InvalidOperationException>(() => CommandLine.Parse(line.Split(' ')));

        Assert.StartsWith(expected, problem.Message, StringComparison.Ordinal);
    }
}
