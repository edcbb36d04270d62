using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

/// <summary>A good object has no finding; spoiled in one way, it has exactly those that belong to it.</summary>
public sealed class ObjectMutationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Mutations
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (Mutation mutation in ObjectMutations.All)
            {
                data.Add("1.0", mutation.Name);
                data.Add("1.1", mutation.Name);
            }

            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    public async Task A_good_object_has_no_finding(string specification)
    {
        ValidationReport report = await ValidateAsync(TestObject.Create(specification));
        Assert.Empty(report.Findings);
        Assert.True(report.IsValid);
        Assert.Equal(TestObject.Id, report.ObjectId);
        Assert.Equal(specification, report.Specification?.Name);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task A_spoiled_object_has_the_findings_that_belong_to_it(string specification, string name)
    {
        Mutation mutation = ObjectMutations.All.Single(mutation => mutation.Name == name);
        TestObject spoiled = mutation.Create?.Invoke(specification) ?? TestObject.Create(specification);
        mutation.Apply(spoiled);

        ValidationReport report = await ValidateAsync(spoiled);

        IReadOnlyList<string> expected = mutation.CodesIn(specification);
        List<string> found = [.. report.Findings.Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal)];
        Assert.True(expected.SequenceEqual(found), $"expected {string.Join(' ', expected)}, found "
            + $"{string.Join(Environment.NewLine + "  ", [string.Join(' ', found), .. report.Findings.Select(finding => finding.ToString())])}");
        Assert.Equal(!expected.Any(code => code.StartsWith('E')), report.IsValid);
        Assert.All(report.Findings, finding => Assert.EndsWith(".", finding.Message, StringComparison.Ordinal));
    }

    private Task<ValidationReport> ValidateAsync(TestObject made)
    {
        made.WriteTo(_folder["object"]);
        return new Validator(new LocalStorage(new() { Path = _folder["object"] })).ValidateObjectAsync("");
    }
}
