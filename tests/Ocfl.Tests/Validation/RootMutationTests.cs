using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

/// <summary>A good storage root has no finding; spoiled in one way, it has exactly those that belong to it.</summary>
public sealed class RootMutationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Mutations
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (RootMutation mutation in RootMutations.All)
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
    public async Task A_good_root_has_a_report_for_each_object_and_one_for_itself(string specification)
    {
        _ = new TestRoot(_folder["root"], specification);

        List<ValidationReport> reports = await ValidateAsync();

        Assert.Equal(["one urn:example:one", "two urn:example:two"], reports.Where(report => report.Target == ValidationTarget.OcflObject)
            .Select(report => report.Path + " " + report.ObjectId)
            .Order(StringComparer.Ordinal));
        Assert.Equal(specification, Assert.Single(reports, report => report.Target == ValidationTarget.StorageRoot).Specification?.Name);
        Assert.All(reports, report => Assert.Empty(report.Findings));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task A_spoiled_root_has_the_findings_that_belong_to_it(string specification, string name)
    {
        RootMutation mutation = RootMutations.All.Single(mutation => mutation.Name == name);
        TestRoot root = new(_folder["root"], specification);
        mutation.Prepare?.Invoke(root);
        mutation.Apply(root);

        List<ValidationReport> reports = await ValidateAsync();

        List<string> found = [.. reports.SelectMany(report => report.Findings)
            .Select(finding => finding.Code)
            .Distinct()
            .Order(StringComparer.Ordinal)];
        Assert.True(
            mutation.CodesIn(specification).Order(StringComparer.Ordinal).SequenceEqual(found),
            $"expected {string.Join(' ', mutation.CodesIn(specification))}, found "
                + $"{string.Join(Environment.NewLine + "  ", reports.SelectMany(report => report.Findings.Select(finding => $"{report.Path}: {finding}")))}");
    }

    [Fact]
    public async Task A_root_may_be_anywhere_in_its_storage()
    {
        _ = new TestRoot(_folder["root/deep/down"], "1.1");

        List<ValidationReport> reports = await ValidateAsync("deep/down");

        Assert.Equal(["deep/down", "deep/down/one", "deep/down/two"], reports.Select(report => report.Path).Order(StringComparer.Ordinal));
        Assert.All(reports, report => Assert.Empty(report.Findings));
    }

    [Fact]
    public async Task Findings_about_a_root_are_handed_on_before_the_end_and_all_of_them()
    {
        TestRoot root = new(_folder["root"], "1.1");
        for (int i = 0; i < 3000; i++)
        {
            Directory.CreateDirectory(root[$"empty-{i}"]);
        }

        List<ValidationReport> reports = [.. (await ValidateAsync()).Where(report => report.Target == ValidationTarget.StorageRoot)];

        Assert.True(reports.Count > 2);
        Assert.Equal(3000, reports.Sum(report => report.Findings.Count));
    }

    [Fact]
    public async Task Validation_can_be_left_in_the_middle()
    {
        _ = new TestRoot(_folder["root"], "1.1");
        await foreach (ValidationReport report in CreateValidator().ValidateRootAsync())
        {
            Assert.Empty(report.Findings);
            break;
        }

        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await CreateValidator().ValidateRootAsync("", stopped.Token).ToListAsync());
    }

    private Validator CreateValidator() => new(new LocalStorage(new() { Path = _folder["root"] }));

    private async Task<List<ValidationReport>> ValidateAsync(string root = "") =>
        await CreateValidator().ValidateRootAsync(root).ToListAsync();
}
