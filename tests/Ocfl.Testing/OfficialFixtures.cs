using System.Text.RegularExpressions;

namespace Ocfl.Testing;

/// <summary>
/// Where the objects of github.com/OCFL/fixtures are: the folder that <c>OCFL_FIXTURES</c> names, or <c>shared/ocfl-fixtures</c>
/// beside the repository's folder. <c>OCFL_FIXTURES=none</c> says that there are to be none.
/// </summary>
public static partial class OfficialFixtures
{
    private const string Variable = "OCFL_FIXTURES";

    /// <summary>Whether somebody has said that there are none.</summary>
    public static bool AreDispensedWith => Environment.GetEnvironmentVariable(Variable) == "none";

    /// <summary>The folder with <c>1.0</c> and <c>1.1</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">It cannot be found.</exception>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named)
                ? named
                : throw new DirectoryNotFoundException($"{Variable} names {named}, which does not exist.");
        }

        for (DirectoryInfo? folder = RepositoryFolder.Find(); folder is not null; folder = folder.Parent)
        {
            string fixtures = Path.Combine(folder.FullName, "shared", "ocfl-fixtures");
            if (Directory.Exists(fixtures))
            {
                return fixtures;
            }
        }

        throw new DirectoryNotFoundException(
            $"The official OCFL fixtures were not found. Clone github.com/OCFL/fixtures and let {Variable} name the folder, or set "
                + $"{Variable}=none to do without.");
    }

    /// <summary>All objects of a kind: <c>good-objects</c>, <c>warn-objects</c> or <c>bad-objects</c>.</summary>
    public static IEnumerable<OfficialFixture> Of(string kind)
    {
        string root = Find();
        foreach (string version in (string[])["1.0", "1.1"])
        {
            foreach (string folder in Directory.GetDirectories(Path.Combine(root, version, kind)).Order(StringComparer.Ordinal))
            {
                string name = Path.GetFileName(folder);
                yield return new(version, name, folder, [.. Codes().Matches(name).Select(match => match.Value)]);
            }
        }
    }

    [GeneratedRegex("(?<=^|_)[EW][0-9]{3}(?=_)")]
    private static partial Regex Codes();
}
