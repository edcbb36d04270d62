using Ocfl.Findings;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

/// <summary>
/// What cannot be read is reported at its place, everything else is checked, and nothing is called valid or wrong that nobody saw.
/// </summary>
public sealed class UnreadableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<Closing> Closings => new(Closing.Reading, Closing.Listing, Closing.Entry);

    private LocalStorage Storage => new(new() { Path = _folder["root"] });

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Closings))]
    public async Task Each_path_of_a_root_that_cannot_be_read_is_reported_once_and_everything_else_is_checked(Closing closing)
    {
        MakeRoot();
        foreach (string path in PathsFor(closing))
        {
            List<ValidationReport> reports = await new Validator(
                new ClosedStorage(Storage, path, closing)).ValidateRootAsync().ToListAsync();

            List<Finding> findings = [.. reports.SelectMany(report => report.Findings)];
            Finding unreadable = Assert.Single(findings, finding => finding.Severity == FindingSeverity.Unchecked);
            string owner = reports.Single(report => report.Findings.Contains(unreadable)).Path;
            Assert.Equal(path, StoragePath.Combine(owner, unreadable.Location.Path));
            Assert.DoesNotContain(findings, finding => finding.Severity == FindingSeverity.Error);
            RootSummary summary = reports[^1].Summary!;
            Assert.Equal((ValidationVerdict.Incomplete, false), (summary.Verdict, summary.IsComplete));
            Assert.Equal(owner.Length == 0 ? (0, 1) : (1, 0), ((int)summary.Incomplete, (int)summary.UnreadablePaths));
            Assert.Equal(0, summary.Invalid);
            Assert.Equal(owner.Length == 0, !reports[^1].IsValid);
        }
    }

    [Theory]
    [MemberData(nameof(Closings))]
    public async Task A_root_in_parts_reports_the_same(Closing closing)
    {
        MakeRoot();
        foreach (string path in PathsFor(closing))
        {
            ClosedStorage storage = new(Storage, path, closing);
            List<Finding> findings = [];
            ValueTask Add(Finding finding, CancellationToken cancellationToken)
            {
                findings.Add(finding);
                return ValueTask.CompletedTask;
            }

            RootPage page = new([], Next: null);
            do
            {
                page = await new PagedRootValidator(storage).FindObjectsAsync(page.Next, 1, Add);
                foreach (string objectRoot in page.ObjectRoots)
                {
                    try
                    {
                        ObjectInRoot found = await new PagedRootValidator(storage).ValidateObjectAsync(objectRoot);
                        findings.AddRange(found.Report.Findings);
                        findings.AddRange(found.RootFindings);
                    }
                    catch (StorageException)
                    {
                        // The root's own files, on which the place of each object depends.
                        Assert.DoesNotContain(objectRoot, path, StringComparison.Ordinal);
                    }
                }
            }
            while (page.Next is not null);

            await new PagedRootValidator(storage).ValidateRootAsync(new RootTally(), AsyncEnumerable.Empty<(string, string)>(), Add);

            Assert.Contains(findings, finding => finding.IsUnreadable);
            Assert.DoesNotContain(findings, finding => finding.Severity == FindingSeverity.Error);
        }
    }

    [Theory]
    [MemberData(nameof(Closings))]
    public async Task What_is_wrong_elsewhere_is_still_found(Closing closing)
    {
        MakeRoot();
        File.WriteAllText(_folder["root/one/v1/content/a.txt"], "rot");
        File.WriteAllText(_folder["root/two/v2/content/a.txt"], "rot");
        string closed = closing == Closing.Listing ? "one/v1/content/dir" : "one/v1/content/dir/b.txt";

        List<ValidationReport> reports = await new Validator(new ClosedStorage(Storage, closed, closing)).ValidateRootAsync().ToListAsync();

        string[] damaged = [.. reports.SelectMany(report => report.Findings.Where(finding => finding.Code == "E092").Select(
            finding => StoragePath.Combine(report.Path, finding.Location.Path)))];
        Assert.Equal(["one/v1/content/a.txt", "two/v2/content/a.txt"], damaged.Order(StringComparer.Ordinal));
        Assert.Equal((ValidationVerdict.Invalid, false), (reports[^1].Summary!.Verdict, reports[^1].Summary!.IsComplete));
    }

    [Theory]
    [InlineData(Closing.Listing)]
    [InlineData(Closing.Entry)]
    public async Task A_listing_goes_past_each_directory_that_cannot_be_looked_at(Closing closing)
    {
        MakeRoot();
        Directory.CreateDirectory(_folder["root/lost+found"]);
        foreach (string path in (string[])["lost+found", "deep", "deep/down", "one"])
        {
            StorageRoot root = await StorageRoot.OpenAsync(new ClosedStorage(Storage, path, closing));
            string[] ids = [.. ((string[])["deep/down/three", "one", "two"]).Where(place => !StoragePath.IsWithin(place, path)).Select(
                place => "urn:example:" + place.Split('/')[^1])];

            List<ObjectEntry> all = await root.ListObjectsWithRemainsAsync().ToListAsync();
            List<ObjectEntry> paged = [];
            ObjectPage page = new([], Next: null);
            do
            {
                page = await root.ListObjectsPageAsync(page.Next, 1, readIds: true);
                paged.AddRange(page.Objects);
            }
            while (page.Next is not null);

            foreach (List<ObjectEntry> entries in (List<ObjectEntry>[])[
                all,
                await root.ListObjectsAsync(readIds: true).ToListAsync(),
                paged,
            ])
            {
                Assert.Equal(ids, entries.Where(entry => entry.Id is not null)
                    .Select(entry => entry.Id!)
                    .Order(StringComparer.Ordinal)
                    .OrderBy(id => Array.IndexOf(ids, id)));
                ObjectEntry unreadable = Assert.Single(entries, entry => entry.IsUnreadable);
                Assert.Equal(path, unreadable.Root);
                Assert.Contains("cannot read", unreadable.Problem, StringComparison.Ordinal);
            }

            // Whether it is there, nobody can say; what is elsewhere is found.
            await Assert.ThrowsAsync<StorageException>(() => root.FindObjectRootAsync("urn:example:none"));
            Assert.Equal("two", await root.FindObjectRootAsync("urn:example:two"));
        }
    }

    [Fact]
    public async Task A_link_in_the_hierarchy_is_listed_as_one_and_an_error_of_the_root()
    {
        MakeRoot();
        Directory.Move(_folder["root/deep"], _folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["root/deep"], _folder["elsewhere"]);
        Directory.CreateDirectory(_folder["root/below"]);
        Directory.CreateSymbolicLink(_folder["root/below/again"], _folder["elsewhere/down"]);

        List<ObjectEntry> entries = await (await StorageRoot.OpenAsync(Storage)).ListObjectsWithRemainsAsync().ToListAsync();
        List<ValidationReport> reports = await new Validator(Storage).ValidateRootAsync().ToListAsync();

        Assert.Equal(["below/again", "deep", "one", "two"], entries.Select(entry => entry.Root));
        Assert.Equal(["below/again", "deep"], entries.Where(entry => entry.Id is null).Select(entry => entry.Root));
        Assert.All(entries.Where(entry => entry.Id is null), entry => Assert.Contains(
            "symbolic link", entry.Problem, StringComparison.Ordinal));
        Assert.Equal(
            ["E090 below/again", "E090 deep"],
            reports[^1].Findings.Select(finding => $"{finding.Code} {finding.Location.Path}").Order(StringComparer.Ordinal));
        Assert.Equal(ValidationVerdict.Invalid, reports[^1].Summary!.Verdict);
    }

    [Fact]
    public async Task A_folder_of_the_file_system_that_cannot_be_opened_hides_nothing_else()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        MakeRoot();
        try
        {
            // More than the system opens by one path, even for the superuser; in an object, in the hierarchy and in an extension.
            foreach (string top in (string[])["root/one/v1/content", "root/long", "root/extensions/0008-schema-registry"])
            {
                LongPath.Make(_folder[top]);
            }

            List<ValidationReport> reports = await new Validator(Storage).ValidateRootAsync().ToListAsync();

            Assert.Equal(3, reports.SelectMany(report => report.Findings).Count(finding => finding.IsUnreadable));
            Assert.Equal(["deep/down/three", "one", "two"], reports.Where(report => report.Target == ValidationTarget.OcflObject)
                .Select(report => report.Path)
                .Order(StringComparer.Ordinal));
            Assert.Equal((1, 2), ((int)reports[^1].Summary!.Incomplete, (int)reports[^1].Summary!.Valid));
            Assert.Equal(
                3, await (await StorageRoot.OpenAsync(Storage)).ListObjectsWithRemainsAsync().CountAsync(entry => entry.Id is not null));
        }
        finally
        {
            await _folder.ShellAsync("rm -rf root");
        }
    }

    [Fact]
    public async Task A_folder_that_the_user_may_not_open_hides_nothing_else()
    {
        // The superuser may open it.
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return;
        }

        MakeRoot();
        Directory.CreateDirectory(_folder["root/lost+found"]);
        File.SetUnixFileMode(_folder["root/lost+found"], UnixFileMode.None);
        try
        {
            List<ValidationReport> reports = await new Validator(Storage).ValidateRootAsync().ToListAsync();

            Finding finding = Assert.Single(reports.SelectMany(report => report.Findings));
            Assert.Equal(("U001", "lost+found"), (finding.Code, finding.Location.Path));
            Assert.Contains("access is denied", finding.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(_folder["root/lost+found"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>A root with three objects, with extensions and logs.</summary>
    private void MakeRoot()
    {
        TestRoot root = new(_folder["root"], "1.1");
        TestObject.Create("1.1").WithId("urn:example:three").WriteTo(root["deep/down/three"]);
        root.Write(
            "extensions/0008-schema-registry/schemas/a.json",
            "{}",
            "one/logs/today/log",
            "x",
            "one/extensions/0008-schema-registry/a",
            "x");
    }

    private IEnumerable<string> PathsFor(Closing closing)
    {
        string root = _folder["root"];
        IEnumerable<string> files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories);
        IEnumerable<string> directories = Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Order(
            StringComparer.Ordinal);
        IEnumerable<string> paths = closing switch
        {
            // Nobody reads what is in extensions and logs.
            Closing.Reading => files.Where(file => !file.Contains("extensions", StringComparison.Ordinal)
                && !file.Contains("logs", StringComparison.Ordinal)),
            Closing.Listing => directories,
            _ => files.Concat(directories),
        };
        return [.. paths.Select(path => Path.GetRelativePath(root, path))];
    }
}
