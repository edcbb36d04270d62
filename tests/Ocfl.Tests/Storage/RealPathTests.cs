using Ocfl.Storage;

namespace Ocfl.Tests.Storage;

public sealed class RealPathTests
{
    [Theory]
    [InlineData("srv/root", "srv/root", true, false)]
    [InlineData("srv/root/", "srv/root", true, false)]
    [InlineData("srv/root", "srv/root/", true, false)]
    [InlineData("srv/root/a", "srv/root", true, false)]
    [InlineData("srv/root/a", "", true, false)]
    [InlineData("srv", "srv/root", false, false)]
    [InlineData("srv/root.pending", "srv/root", false, true)]
    [InlineData("srv/work", "srv/root", false, true)]
    public void A_path_is_within_a_folder_by_whole_names(string path, string folder, bool isWithin, bool areApart)
    {
        string top = Path.GetPathRoot(Path.GetTempPath())!;

        Assert.Equal(isWithin, RealPath.IsWithin(top + path, top + folder));
        Assert.Equal(areApart, RealPath.AreApart(top + path, top + folder));
        Assert.Equal(areApart, RealPath.AreApart(top + folder, top + path));
    }

    [Fact]
    public void Case_counts_where_it_does_on_the_system()
    {
        string top = Path.GetPathRoot(Path.GetTempPath())!;

        Assert.Equal(OperatingSystem.IsWindows(), RealPath.IsWithin(top + "srv/Root/a", top + "srv/root"));
    }
}
