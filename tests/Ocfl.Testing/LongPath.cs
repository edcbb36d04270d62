namespace Ocfl.Testing;

/// <summary>A path that the system does not open, not even for the superuser, since it is too long.</summary>
public static class LongPath
{
    private const int LevelsOfAHalf = 9;

    /// <summary>Makes directories below a folder, the last of which no path reaches. Only <c>rm -r</c> removes them.</summary>
    public static void Make(string folder)
    {
        string[] half = [.. Enumerable.Repeat(new string('x', 250), LevelsOfAHalf)];
        string upper = Path.Combine([folder, .. half]);
        string lower = folder + ".lower";
        Directory.CreateDirectory(upper);
        Directory.CreateDirectory(Path.Combine([lower, .. half]));
        Directory.Move(lower, Path.Combine(upper, "lower"));
    }
}
