using Ocfl.Inventories;

namespace Ocfl.Tests.Inventories;

public sealed class PathSetTests
{
    [Fact]
    public void A_path_is_here_once_until_it_is_removed()
    {
        PathSet paths = new();
        foreach (string path in (string[])["v1/content/a", "v1/content/b", "v1/content/a", "v1/content"])
        {
            paths.Add(path);
        }

        Assert.True(paths.Remove("v1/content/a"));
        Assert.False(paths.Remove("v1/content/a"));
        Assert.False(paths.Remove("v1"));
        Assert.False(paths.Remove("v1/content/c"));
        Assert.Equal((2, "v1/content v1/content/b"), (paths.Count, string.Join(' ', paths.Order(StringComparer.Ordinal))));
    }
}
