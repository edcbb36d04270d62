using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Sources;

namespace OcflFunctions.Tests;

public sealed class SourceFolderTests : IDisposable
{
    private readonly string _top = Directory.CreateDirectory(
        Path.Combine(Path.GetTempPath(), "ocfl-sources-" + Guid.NewGuid().ToString("N"))).FullName;
    private readonly OcflOptions _options = new();

    public SourceFolderTests()
    {
        foreach (string folder in (string[])["allowed/a/b", "allowed-too", "other/secret", "allowed/store/root"])
        {
            Directory.CreateDirectory(Path.Combine(_top, folder));
        }

        _options.Sources.AllowedPaths.Add(Path.Combine(_top, "allowed"));
        _options.Sources.AllowedPaths.Add(Path.Combine(_top, "other") + Path.DirectorySeparatorChar);
        _options.Storage.Path = Path.Combine(_top, "allowed", "store", "root");
        _options.Work.Path = Path.Combine(_top, "work");
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Theory]
    [InlineData("a", "allowed/a")]
    [InlineData("a/b", "allowed/a/b")]
    [InlineData("a/./b/", "allowed/a/b")]
    [InlineData("a/b/..", "allowed/a")]
    [InlineData("../other/secret", "other/secret")]
    public void A_relative_source_is_taken_from_the_first_allowed_folder(string directory, string expected) =>
        Assert.Equal(Path.Combine(_top, expected), Folders().Resolve(directory));

    [Theory]
    [InlineData("allowed/a")]
    [InlineData("other")]
    [InlineData("other/secret")]
    public void An_absolute_source_is_taken_from_any(string directory) =>
        Assert.Equal(Path.Combine(_top, directory), Folders().Resolve(Path.Combine(_top, directory)));

    [Theory]
    [InlineData("..")]
    [InlineData("../allowed-too")]
    [InlineData("a/../../allowed-too")]
    [InlineData("/")]
    [InlineData("../work")]
    [InlineData("store")]
    [InlineData("store/root")]
    [InlineData("store/root/v1")]
    [InlineData("store/root.pending")]
    [InlineData("store/root.pending/updates")]
    [InlineData(".")]
    public void A_source_outside_the_allowed_folders_or_beside_the_own_storage_is_refused(string directory)
    {
        Directory.CreateDirectory(Path.Combine(_top, "allowed/store/root/v1"));
        Directory.CreateDirectory(Path.Combine(_top, "allowed/store/root.pending/updates"));

        Assert.True(Assert.Throws<SourceRefusedException>(() => Folders().Resolve(directory)).IsForbidden);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("nowhere/below")]
    [InlineData("a/file")]
    [InlineData("a\0b")]
    public void A_source_that_is_not_there_is_refused(string directory)
    {
        File.WriteAllText(Path.Combine(_top, "allowed/a/file"), "");

        Assert.False(Assert.Throws<SourceRefusedException>(() => Folders().Resolve(directory)).IsForbidden);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("link/secret")]
    [InlineData("a/inside")]
    [InlineData("dangling")]
    public void A_link_below_an_allowed_folder_is_refused_wherever_it_leads(string directory)
    {
        Directory.CreateSymbolicLink(Path.Combine(_top, "allowed/link"), Path.Combine(_top, "other"));
        Directory.CreateSymbolicLink(Path.Combine(_top, "allowed/a/inside"), Path.Combine(_top, "allowed/a/b"));
        Directory.CreateSymbolicLink(Path.Combine(_top, "allowed/dangling"), Path.Combine(_top, "nothing"));

        Assert.True(Assert.Throws<SourceRefusedException>(() => Folders().Resolve(directory)).IsForbidden);
    }

    [Fact]
    public void A_folder_that_has_become_a_link_is_not_opened()
    {
        UpdateSource resolved = new() { Directory = Folders().Resolve("a/b") };
        Directory.Delete(Path.Combine(_top, "allowed/a/b"));
        Directory.CreateSymbolicLink(Path.Combine(_top, "allowed/a/b"), Path.Combine(_top, "other"));

        Assert.True(Assert.Throws<SourceRefusedException>(() => Folders().Open(resolved)).IsForbidden);
    }

    [Fact]
    public void An_allowed_folder_may_itself_be_a_link()
    {
        Directory.CreateSymbolicLink(Path.Combine(_top, "alias"), Path.Combine(_top, "other"));
        _options.Sources.AllowedPaths.Clear();
        _options.Sources.AllowedPaths.Add(Path.Combine(_top, "alias"));

        Assert.Equal(Path.Combine(_top, "alias", "secret"), Folders().Resolve("secret"));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("root")]
    public void The_own_storage_is_no_source_by_another_path_either(string directory)
    {
        Directory.CreateSymbolicLink(Path.Combine(_top, "alias"), Path.Combine(_top, "allowed/store"));
        _options.Sources.AllowedPaths.Clear();
        _options.Sources.AllowedPaths.Add(Path.Combine(_top, "alias"));

        Assert.True(Assert.Throws<SourceRefusedException>(() => Folders().Resolve(directory)).IsForbidden);
    }

    [Fact]
    public void Without_allowed_folders_there_are_no_sources()
    {
        _options.Sources.AllowedPaths.Clear();

        Assert.True(Assert.Throws<SourceRefusedException>(() => Folders().Resolve(Path.Combine(_top, "other"))).IsForbidden);
    }

    /// <summary>Such as macOS, or a container whose filter of system calls is older than openat2.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_the_system_cannot_keep_within_a_folder_a_setting_refuses_them_all(bool refuses)
    {
        _options.Sources.RequireBeneath = refuses;
        Directory.CreateSymbolicLink(Path.Combine(_top, "allowed/link"), Path.Combine(_top, "other"));
        SourceFolders folders = new(Options.Create(_options), () => false);

        string refusal = Assert.Throws<SourceRefusedException>(() => folders.Resolve("link")).Message;

        Assert.Contains(refuses ? "Ocfl:Sources:RequireBeneath" : "'link'", refusal, StringComparison.Ordinal);
        if (!refuses)
        {
            Assert.Equal(Path.Combine(_top, "allowed/a"), folders.Resolve("a"));
        }
    }

    [Fact]
    public void The_setting_refuses_nothing_where_the_system_can()
    {
        _options.Sources.RequireBeneath = true;

        Assert.Equal(
            Path.Combine(_top, "allowed/a"),
            new SourceFolders(Options.Create(_options), Ocfl.Storage.LocalSource.IsSupported).Resolve("a"));
    }

    private SourceFolders Folders() => new(Options.Create(_options));
}
