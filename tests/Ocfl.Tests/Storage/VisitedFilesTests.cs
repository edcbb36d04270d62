using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Storage;

/// <summary>The paths of files, as their directories give them.</summary>
public sealed class VisitedFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public void Regular_files_are_visited_and_nothing_else()
    {
        string[] files = ["top/a", "top/b/é文😀", "top/b/c/d", "top/" + new string('n', 255)];
        foreach (string file in files)
        {
            string path = _folder[file];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        Directory.CreateDirectory(_folder["top/empty"]);
        File.WriteAllText(_folder["beside"], "");
        File.CreateSymbolicLink(_folder["top/link"], _folder["beside"]);
        Directory.CreateSymbolicLink(_folder["top/b/links"], _folder["top"]);
        List<string> visited = [];

        Assert.True(Create().TryVisitFiles("top", path => visited.Add(path.ToString())));

        Assert.Equal(files.Order(StringComparer.Ordinal), visited.Order(StringComparer.Ordinal));
    }

    [LinuxFact]
    public void What_cannot_be_opened_or_is_a_link_is_left_to_a_listing()
    {
        Directory.CreateDirectory(_folder["top"]);
        Directory.CreateSymbolicLink(_folder["link"], _folder["top"]);

        Assert.False(Create().TryVisitFiles("missing", _ => { }));
        Assert.False(Create().TryVisitFiles("link", _ => { }));
        Assert.True(Create().TryVisitFiles("top", _ => { }));
    }

    private LocalStorage Create() => new(new LocalStorageOptions { Path = _folder.Path });
}
