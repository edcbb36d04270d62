using System.Diagnostics;

namespace Ocfl.Testing;

/// <summary>A folder of a test's own; gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
        : this(System.IO.Path.GetTempPath())
    {
    }

    /// <param name="parent">The folder that it is made in, for one on a certain volume.</param>
    public TemporaryFolder(string parent)
    {
        Path = System.IO.Path.Combine(parent, "ocfl-test-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string this[string path] => System.IO.Path.Combine(Path, path);

    /// <summary>Runs a script of the shell in it: for names that .NET cannot write.</summary>
    public async Task ShellAsync(string script)
    {
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = Path })!;
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0)
        {
            throw new InvalidOperationException($"The script ended with {shell.ExitCode}: {script}");
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
