using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;
using Xunit.Abstractions;

namespace Ocfl.Tests.Validation;

public sealed class OfficialFixtureTests(ITestOutputHelper output)
{
    [Fact]
    public Task BadObjectsHaveTheCodesOfTheirNames() => CheckAsync(
        "bad-objects",
        107,
        (fixture, report) => !report.IsValid && fixture.Codes.All(code => report.Findings.Any(finding => finding.Code == code)));

    [Fact]
    public Task GoodObjectsHaveNoError() => CheckAsync("good-objects", 22, (_, report) => report.IsValid);

    [Fact]
    public Task WarnObjectsHaveTheWarningsOfTheirNamesAndNoError() => CheckAsync(
        "warn-objects",
        27,
        (fixture, report) => report.IsValid && fixture.Codes.All(code => report.Findings.Any(finding => finding.Code == code)));

    private async Task CheckAsync(string kind, int expected, Func<OfficialFixture, ValidationReport, bool> isRight)
    {
        if (OfficialFixtures.AreDispensedWith)
        {
            output.WriteLine("OCFL_FIXTURES=none: the official fixtures were not looked at.");
            return;
        }

        List<string> wrong = [];
        int count = 0;
        int asked = 0;
        int named = 0;
        foreach (OfficialFixture fixture in OfficialFixtures.Of(kind))
        {
            count++;
            ValidationReport report = await new Validator(new LocalStorage(new() { Path = fixture.Folder })).ValidateObjectAsync("");
            bool right = isRight(fixture, report);
            string codes = string.Join(' ', report.Findings.Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal));
            string line = $"{(right ? "ok   " : "WRONG")} {fixture.Version} {(report.IsValid ? "valid  " : "invalid")} {fixture.Name,-50} "
                + $"{codes}";
            output.WriteLine(line);
            asked += fixture.Codes.Count;
            named += fixture.Codes.Count(code => report.Findings.Any(finding => finding.Code == code));
            if (!right)
            {
                wrong.Add(line
                    + Environment.NewLine
                    + string.Join(Environment.NewLine, report.Findings.Select(finding => "    " + finding)));
            }
        }

        output.WriteLine($"{count - wrong.Count} of {count} {kind} as expected; {named} of {asked} codes named.");
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.Equal(expected, count);
    }
}
