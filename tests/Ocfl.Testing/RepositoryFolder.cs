namespace Ocfl.Testing;

/// <summary>The folder with the solution, for tests that look at documents, sources or what is beside them.</summary>
public static class RepositoryFolder
{
    /// <summary>Goes up from where the tests run.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests do not run below it.</exception>
    public static DirectoryInfo Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OcflFunctions.sln")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException($"OcflFunctions.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
