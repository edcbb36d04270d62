using System.Reflection;
using System.Text.RegularExpressions;
using OcflFunctions.Http;

namespace OcflFunctions.Tests;

public sealed partial class ProblemTests
{
    private static readonly ProblemKind[] Kinds =
        [.. typeof(ProblemKind).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (ProblemKind)field.GetValue(null)!)];

    [Fact]
    public void The_documentation_has_every_problem_under_its_status_and_no_other()
    {
        string table = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "http.md")).Split("## Problems")[1];
        IEnumerable<string> documented = table.Split('\n')
            .Where(line => line.Length > 2 && char.IsAsciiDigit(line[2]))
            .SelectMany(line => Name().Matches(line).Select(name => $"{line[2..5]} {name.Groups[1].Value}"));

        Assert.Equal(
            Kinds.Select(kind => $"{kind.Status} {kind.Name}").Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("user.address", "/user/address")]
    [InlineData("a/b~c", "/a~1b~0c")]
    public void A_field_is_told_as_a_JSON_pointer_too(string field, string expected) =>
        Assert.Equal(expected, ProblemKind.WrongType.At(field, "x").JsonPointer);

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex Name();
}
