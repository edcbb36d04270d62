using System.Globalization;
using Ocfl.Findings;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

/// <summary>A storage root that is validated in parts has the findings that it has as a whole, wherever it is cut.</summary>
public sealed class PagedRootTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private LocalStorage Storage => new(new() { Path = _folder["root"] });

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Mutations => RootMutationTests.Mutations;

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task A_spoiled_root_has_the_same_findings_in_parts(string specification, string name)
    {
        RootMutation mutation = RootMutations.All.Single(mutation => mutation.Name == name);
        TestRoot root = new(_folder["root"], specification);
        mutation.Prepare?.Invoke(root);
        mutation.Apply(root);

        List<string> whole = await ValidateWholeAsync();

        Assert.Equal(whole, await ValidateInPartsAsync(count: 1));
        Assert.Equal(whole, await ValidateInPartsAsync(count: 100));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Each_object_and_each_stray_file_comes_once_wherever_the_root_is_cut(int count)
    {
        TestRoot root = new(_folder["root"], "1.1");
        foreach (string path in (string[])["a/b/x", "a/b-1", "a/b.c/y", "a/c", "b", "aa/1", "aa/1-"])
        {
            TestObject.Create("1.1").WithId("urn:" + path).WriteTo(root[path]);
        }

        root.Write("a/stray", "x", "a/b/stray", "x", "aa/z/stray", "x", "z/empty/stray", "x");
        List<string> pages = [];
        List<string> findings = [];
        RootPage page = new([], Next: null);
        do
        {
            page = await new PagedRootValidator(Storage).FindObjectsAsync(page.Next, count, Keep(findings));
            Assert.True(page.ObjectRoots.Count <= count);
            pages.AddRange(page.ObjectRoots);
        }
        while (page.Next is not null);

        Assert.Equal(
            ["a/b/x", "a/b-1", "a/b.c/y", "a/c", "aa/1", "aa/1-", "b", "one", "two"],
            pages.Order(StringComparer.Ordinal).OrderBy(path => path, Comparer<string>.Create(ByNames)));
        Assert.Equal(pages.OrderBy(path => path, Comparer<string>.Create(ByNames)), pages);
        Assert.Equal(
            (await ValidateWholeAsync()).Where(finding => !finding.Contains("W015", StringComparison.Ordinal)),
            findings.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_directory_of_many_is_listed_in_batches_at_the_top_and_below()
    {
        MemoryStorage storage = new();
        List<string> expected = [];
        for (int i = 0; i < 50; i++)
        {
            string path = (i < 25 ? "a/" : "") + "o" + i.ToString("D3", CultureInfo.InvariantCulture);
            expected.Add(path);
            using MemoryStream content = new("{}"u8.ToArray());
            await storage.WriteAsync(path + "/inventory.json", content, new StorageWriteOptions());
        }

        ObjectContext context = new(storage, "", ValidatorOptions.Default, new FindingSink.Collected(10));
        StorageRootWalk walk = new(storage, observe: directory => new HierarchyDirectory(directory, context), mostNames: 8);
        List<string> first = await walk.WalkAsync(null, default).Select(found => found.Path).Take(20).ToListAsync();
        List<string> rest = await walk.WalkAsync(first[^1], default).Select(found => found.Path).ToListAsync();

        Assert.Equal(expected, first.Concat(rest));
    }

    private static int ByNames(string? left, string? right)
    {
        string[] a = left!.Split('/');
        string[] b = right!.Split('/');
        for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            int order = string.CompareOrdinal(a[i], b[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return a.Length - b.Length;
    }

    private async Task<List<string>> ValidateWholeAsync() => [.. (await new Validator(Storage).ValidateRootAsync().ToListAsync())
        .SelectMany(
            report => report.Findings.Select(
                finding => Describe(report.Target == ValidationTarget.StorageRoot ? "" : report.Path, finding)))
        .Order(StringComparer.Ordinal)];

    private async Task<List<string>> ValidateInPartsAsync(int count)
    {
        List<string> findings = [];
        List<(string, string)> elsewhere = [];
        RootTally tally = new();
        string? after = null;
        do
        {
            RootPage page = await new PagedRootValidator(Storage).FindObjectsAsync(after, count, Keep(findings));
            foreach (string objectRoot in page.ObjectRoots)
            {
                ObjectInRoot found = await new PagedRootValidator(Storage).ValidateObjectAsync(objectRoot);
                findings.AddRange(found.Report.Findings.Select(finding => Describe(objectRoot, finding)));
                findings.AddRange(found.RootFindings.Select(finding => Describe("", finding)));
                tally = Count(tally, objectRoot, found.Place);
                if (found.Place != ObjectPlace.Right && found.Report.ObjectId is { } id)
                {
                    elsewhere.Add((id, objectRoot));
                }
            }

            after = page.Next;
        }
        while (after is not null);

        await new PagedRootValidator(Storage).ValidateRootAsync(tally, elsewhere.ToAsyncEnumerable(), Keep(findings));
        return [.. findings.Order(StringComparer.Ordinal)];
    }

    private static RootTally Count(RootTally tally, string objectRoot, ObjectPlace place) => tally with
    {
        HasObjectsAtTop = tally.HasObjectsAtTop || !objectRoot.Contains('/', StringComparison.Ordinal),
        HasObjectsBelow = tally.HasObjectsBelow || objectRoot.Contains('/', StringComparison.Ordinal),
        Placed = tally.Placed + (place == ObjectPlace.Right ? 1 : 0),
        Misplaced = tally.Misplaced + (place == ObjectPlace.Wrong ? 1 : 0),
    };

    private static Func<Finding, CancellationToken, ValueTask> Keep(List<string> findings) => (finding, _) =>
    {
        findings.Add(Describe("", finding));
        return ValueTask.CompletedTask;
    };

    // An id that occurs twice is reported for the object found later: in no order as a whole, and with the root in parts.
    private static string Describe(string place, Finding finding) =>
        finding.Code == "E037" && finding.Message.StartsWith("Another object", StringComparison.Ordinal)
            ? finding.Code
            : $"{place}: {finding}";
}
