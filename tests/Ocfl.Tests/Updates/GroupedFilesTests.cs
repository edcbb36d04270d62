using System.Text;
using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using TemporaryFolder = Ocfl.Testing.TemporaryFolder;

namespace Ocfl.Tests.Updates;

/// <summary>Many small files of a folder, which are taken in groups and hashed side by side.</summary>
public sealed class GroupedFilesTests : IDisposable
{
    private const int Files = 150;

    private readonly TemporaryFolder _folder = new();
    private readonly LocalStorage _root;

    public GroupedFilesTests()
    {
        _root = new(new LocalStorageOptions { Path = _folder["root"], Flush = false });
        Directory.CreateDirectory(_folder["source"]);
        for (int i = 0; i < Files; i++)
        {
            Write(i, Content(i));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sha512")]
    [InlineData("sha256")]
    public async Task Every_file_has_its_content_and_its_digest(string algorithm)
    {
        UpdatePlan plan = await UpdateAsync(Ocfl.Digests.DigestAlgorithm.Get(algorithm));

        Assert.Equal("v1", plan.Head);
        for (int i = 0; i < Files; i++)
        {
            Assert.Equal(Content(i), await _root.GetAsync($"{UpdateScenario.ObjectRoot}/v1/content/{Name(i)}"));
        }

        Ocfl.Validation.ValidationReport report = await new Ocfl.Validation.Validator(_root).ValidateObjectAsync(UpdateScenario.ObjectRoot);
        Assert.DoesNotContain(report.Findings, finding => finding.Code.StartsWith('E'));
    }

    [Fact]
    public async Task Only_content_that_is_new_is_copied_and_once()
    {
        await UpdateAsync();
        Write(3, "new content");
        Write(77, "new content");
        Write(140, "other content");

        UpdatePlan plan = await UpdateAsync();

        Assert.Equal("v2", plan.Head);
        Assert.Equal(
            ["new content", "other content"],
            (await Task.WhenAll(plan.Activities.Where(step => step.Kind == OcflActivityKind.CopyContent)
                .Select(step => _root.GetAsync(StoragePath.Combine(UpdateScenario.ObjectRoot, step.Path)))))
                .Order(StringComparer.Ordinal));
    }

    /// <summary>A file that is not in the state that it was listed in is not read: the reason is found in the ordinary way.</summary>
    [Fact]
    public async Task A_file_is_read_only_in_the_state_in_which_it_was_listed()
    {
        if (!LocalSource.IsSupported())
        {
            return;
        }

        using LocalSource source = LocalSource.Open(_folder["source"]);
        StorageFile listed = (await source.GetFileAsync(Name(5)))!;
        byte[] buffer = new byte[listed.Length + 1];
        Assert.True(source.TryReadWhole(listed, buffer));
        Assert.Equal(Content(5), Encoding.UTF8.GetString(buffer.AsSpan(0, (int)listed.Length)));

        Write(5, Content(5) + "more");
        Assert.False(source.TryReadWhole(listed, buffer));
        Write(5, Content(5)[1..]);
        Assert.False(source.TryReadWhole(listed, buffer));
        File.Delete(Path.Combine(_folder["source"], Name(5)));
        Assert.False(source.TryReadWhole(listed, buffer));
        File.CreateSymbolicLink(Path.Combine(_folder["source"], Name(5)), Path.Combine(_folder["source"], Name(6)));
        Assert.False(source.TryReadWhole(listed, buffer));
    }

    private static string Name(int index) => $"file-{index:D3}";

    private static string Content(int index) => new((char)('a' + (index % 26)), 1 + (index * 7));

    private void Write(int index, string content) => File.WriteAllText(Path.Combine(_folder["source"], Name(index)), content);

    private async Task<UpdatePlan> UpdateAsync(Ocfl.Digests.DigestAlgorithm? algorithm = null)
    {
        ObjectUpdateOptions options = new() { Message = "m", User = new VersionUser("Ann", null), DigestAlgorithm = algorithm };
        using LocalSource? beneath = LocalSource.IsSupported() ? LocalSource.Open(_folder["source"]) : null;
        IStorage source = beneath ?? (IStorage)new LocalStorage(new LocalStorageOptions { Path = _folder["source"] });
        return await new ObjectUpdater(_root, _root.PendingArea!.Storage).UpdateAsync(
            await UpdateScenario.TargetAsync(_root), source, "", options);
    }
}
