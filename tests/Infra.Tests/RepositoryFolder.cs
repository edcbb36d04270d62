namespace Infra.Tests;

/// <summary>The files that are tested.</summary>
internal static class RepositoryFolder
{
    public static string Path { get; } = Find();

    public static string Infra { get; } = At("infra");

    public static string At(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);

    public static string Read(params ReadOnlySpan<string> names) => File.ReadAllText(At(names));

    public static IEnumerable<string> Templates =>
        Directory.EnumerateFiles(Infra, "*.bicep", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static string InInfra(string file) => System.IO.Path.GetRelativePath(Infra, file).Replace('\\', '/');

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "OcflFunctions.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"OcflFunctions.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
