namespace Ocfl.Testing;

/// <summary>Finds the programs of this machine, for tests that are skipped without one.</summary>
public static class InstalledProgram
{
    /// <summary>Whether there is a program of this name in the search path.</summary>
    public static bool Exists(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(
            folder => File.Exists(Path.Combine(folder, name)));
}
