using System.Diagnostics;
using Ocfl.Findings;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

/// <summary>Hard links are found wherever in a storage root the names of a file are, up to a number of files.</summary>
public sealed class HardLinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("one/v1/content/a.txt", "two/v1/content/a.txt")]
    [InlineData("one/v1/content/a.txt", "two/logs/a.txt")]
    [InlineData("one/v1/content/a.txt", "README")]
    [InlineData("one/v1/content/a.txt", "extensions/0008-schema-registry/a.txt")]
    [InlineData("README", "extensions/0008-schema-registry/a.txt")]
    public async Task A_link_between_two_places_of_a_root_is_found_once(string file, string link)
    {
        TestRoot root = new(_folder["root"], "1.1");
        root.Write("README", "About it.");
        Link(root[file], root[link]);

        Finding finding = Assert.Single(await ValidateAsync());

        Assert.Equal("E090", finding.Code);
        Assert.All([file, link], name => Assert.Contains(Path.GetFileName(name), finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stray_file_that_is_a_link_into_an_object_is_found_as_both()
    {
        TestRoot root = new(_folder["root"], "1.1");
        Link(root["one/v1/content/a.txt"], root["a/stray"]);

        Assert.Contains(await ValidateAsync(), finding => finding.Code == "E090");
    }

    [Fact]
    public async Task Names_outside_the_root_are_nobody_s_fault()
    {
        TestRoot root = new(_folder["root"], "1.1");
        Link(root["one/v1/content/a.txt"], _folder["backup/a.txt"]);

        Assert.Empty(await ValidateAsync());
    }

    [Fact]
    public async Task Where_more_files_have_several_names_than_are_remembered_one_finding_says_so()
    {
        TestRoot root = new(_folder["root"], "1.1");
        foreach (string name in (string[])["one/v1/content/a.txt", "one/v2/content/a.txt", "two/v1/content/a.txt", "two/v2/content/a.txt"])
        {
            Link(root[name], _folder["backup/" + name]);
        }

        Assert.Equal("U004", Assert.Single(await ValidateAsync(new() { ComparedLinks = 2 })).Code);
        Assert.Empty(await ValidateAsync(new() { ComparedLinks = 4 }));
    }

    private static void Link(string file, string link)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.Delete(link);
        using Process process = Process.Start("ln", [file, link]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private async Task<List<Finding>> ValidateAsync(ValidatorOptions? options = null) =>
        [.. (await new Validator(new LocalStorage(new() { Path = _folder["root"] }), options).ValidateRootAsync().ToListAsync()).SelectMany(
            report => report.Findings)];
}
