using System.Diagnostics;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Objects;

public sealed class VersionExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStorage _storage = new();

    private static TestObject Written =>
        new TestObject("urn:x").Version(("a", "one"), ("dir/b", "two"), ("dir/same", "two"), ("dir/.hidden", "")).Version(("a", "changed"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_version_is_written_with_all_its_files_and_nothing_else()
    {
        OcflObject opened = await OpenAsync();
        List<ExportProgress> progress = [];

        ExportProgress done = await VersionExport.RunAsync(
            opened, opened.GetVersion(1), _folder["out"], new ExportOptions { Progress = new Collector(progress) });

        Assert.Equal(
            new Dictionary<string, string> { ["a"] = "one", ["dir/b"] = "two", ["dir/same"] = "two", ["dir/.hidden"] = "" },
            ReadFolder("out"));
        Assert.Equal(new ExportProgress(Files: 4, TotalFiles: 4, Bytes: 9, Kept: 0), done);
        Assert.Contains(done, progress);
    }

    [Fact]
    public async Task An_export_can_be_run_again_and_completes_what_is_missing()
    {
        OcflObject opened = await OpenAsync();
        await VersionExport.RunAsync(opened, opened.GetVersion(1), _folder["out"]);
        File.Delete(_folder["out/dir/b"]);
        Directory.CreateDirectory(_folder["out/.ocfl-export"]);
        await File.WriteAllTextAsync(_folder["out/.ocfl-export/left.part"], "half");
        await File.WriteAllTextAsync(_folder["out/mine"], "stays");

        ExportProgress done = await VersionExport.RunAsync(opened, opened.GetVersion(1), _folder["out"]);

        Assert.Equal(3, done.Kept);
        Assert.Equal(["a", "dir/.hidden", "dir/b", "dir/same", "mine"], ReadFolder("out").Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_there_with_another_content_is_replaced_only_if_asked()
    {
        OcflObject opened = await OpenAsync();
        await VersionExport.RunAsync(opened, opened.GetVersion(1), _folder["out"]);

        ExportException exception = await Assert.ThrowsAsync<ExportException>(
            () => VersionExport.RunAsync(opened, opened.GetVersion(2), _folder["out"]));
        Assert.Equal("a", exception.Path);
        Assert.Equal("one", ReadFolder("out")["a"]);

        await VersionExport.RunAsync(opened, opened.GetVersion(2), _folder["out"], new ExportOptions { Overwrite = true });
        Assert.Equal("changed", ReadFolder("out")["a"]);
    }

    [Fact]
    public async Task Content_that_rotted_is_not_exported()
    {
        OcflObject opened = await OpenAsync();
        await TestObject.PutAsync(_storage, "o/v2/content/a", "rotted!");

        await Assert.ThrowsAsync<CorruptObjectException>(() => VersionExport.RunAsync(opened, opened.Head, _folder["out"]));

        Assert.False(File.Exists(_folder["out/a"]));
        Assert.False(Directory.Exists(_folder["out/.ocfl-export"]));
    }

    [Theory]
    [InlineData("A.txt", "a.txt", false)]
    [InlineData("A.txt", "a.txt", true)]
    [InlineData("A/x", "a/y", false)]
    [InlineData("stra\u00DFe", "strasse", true)]
    [InlineData("e\u0301", "\u00E9", true)]
    [InlineData("end.", "end", true)]
    public async Task Paths_that_the_folders_volume_does_not_tell_apart_are_refused_by_both_names(string one, string other, bool overwrite)
    {
        await new TestObject("urn:x").Version((one, "one"), (other, "other")).WriteAsync(_storage, "o");
        OcflObject opened = (await OcflObject.TryOpenAsync(_storage, "o"))!;
        ExportOptions options = new() { Overwrite = overwrite, NameOnVolume = Fold };

        ExportException refusal = await Assert.ThrowsAsync<ExportException>(
            () => VersionExport.RunAsync(opened, opened.Head, _folder["out"], options));

        Assert.Contains($"'{one.Split('/')[0]}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"'{other.Split('/')[0]}'", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
        await VersionExport.RunAsync(opened, opened.Head, _folder["out"]);
        Assert.Equal(2, ReadFolder("out").Count);
    }

    [Fact]
    public async Task A_file_that_somebody_else_makes_meanwhile_is_not_overwritten()
    {
        OcflObject opened = await OpenAsync();
        ExportOptions options = new() { Placing = file => File.WriteAllText(file, "mine") };

        await Assert.ThrowsAsync<ExportException>(() => VersionExport.RunAsync(opened, opened.GetVersion(1), _folder["out"], options));

        Assert.All(ReadFolder("out").Values, text => Assert.Equal("mine", text));
    }

    // Case, normal form, the sharp s and dots at the end.
    private static string Fold(string name) =>
        name.TrimEnd('.')
            .ToUpperInvariant()
            .Replace("e\u0301", "\u00C9", StringComparison.OrdinalIgnoreCase)
            .Replace("\u00DF", "SS", StringComparison.Ordinal);

    [Theory]
    [InlineData("dir")]
    [InlineData("a")]
    public async Task Nothing_is_written_through_a_symbolic_link(string link)
    {
        OcflObject opened = await OpenAsync();
        Directory.CreateDirectory(_folder["out"]);
        Directory.CreateDirectory(_folder["elsewhere"]);
        File.CreateSymbolicLink(_folder["out/" + link], link == "a" ? _folder["elsewhere/file"] : _folder["elsewhere"]);

        ExportException exception = await Assert.ThrowsAsync<ExportException>(
            () => VersionExport.RunAsync(opened, opened.GetVersion(1), _folder["out"], new ExportOptions { Overwrite = true }));

        Assert.Equal(link, exception.Path);
        Assert.Contains("symbolic link", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["elsewhere"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pipe_in_a_files_place_is_refused_and_not_waited_for(bool overwrite)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        OcflObject opened = await OpenAsync();
        Directory.CreateDirectory(_folder["out"]);
        using (Process make = Process.Start("mkfifo", [_folder["out/a"]]))
        {
            await make.WaitForExitAsync();
            Assert.Equal(0, make.ExitCode);
        }

        ExportException exception = await Assert.ThrowsAsync<ExportException>(() => VersionExport.RunAsync(
            opened, opened.GetVersion(1), _folder["out"], new ExportOptions { Overwrite = overwrite }).WaitAsync(TimeSpan.FromMinutes(1)));

        Assert.Equal("a", exception.Path);
        Assert.Contains("not a file", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("a/../../out")]
    [InlineData("/etc/out")]
    [InlineData("./a")]
    [InlineData(".ocfl-export/lock")]
    public async Task A_path_that_leads_out_of_the_folder_is_refused_before_anything_is_written(string path)
    {
        OcflObject opened = await OpenAsync();
        OcflVersion hostile = opened.Head with
        {
            Description = opened.Head.Description with { State = new DigestMap([new DigestEntry(Written.Digest("one"), ["fine", path])]) },
        };

        ExportException exception = await Assert.ThrowsAsync<ExportException>(
            () => VersionExport.RunAsync(opened, hostile, _folder["out"]));

        Assert.Equal(path, exception.Path);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task Two_exports_to_one_folder_do_not_mix()
    {
        OcflObject opened = await OpenAsync();
        Directory.CreateDirectory(_folder["out/.ocfl-export"]);
        await using FileStream held = new(_folder["out/.ocfl-export/lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        Assert.Contains(
            "another",
            (await Assert.ThrowsAsync<ExportException>(() => VersionExport.RunAsync(opened, opened.Head, _folder["out"]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_refused()
    {
        OcflObject opened = await OpenAsync();
        await File.WriteAllTextAsync(_folder["out"], "a file");

        await Assert.ThrowsAsync<ExportException>(() => VersionExport.RunAsync(opened, opened.Head, _folder["out"]));
    }

    private async Task<OcflObject> OpenAsync()
    {
        await Written.WriteAsync(_storage, "o");
        return (await OcflObject.TryOpenAsync(_storage, "o"))!;
    }

    private Dictionary<string, string> ReadFolder(string name) =>
        Directory
            .EnumerateFiles(
                _folder[name], "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .ToDictionary(file => Path.GetRelativePath(_folder[name], file), File.ReadAllText);

    private sealed class Collector(List<ExportProgress> reports) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value)
        {
            lock (reports)
            {
                reports.Add(value);
            }
        }
    }
}
