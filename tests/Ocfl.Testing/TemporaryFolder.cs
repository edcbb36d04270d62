namespace Ocfl.Testing;

/// <summary>A folder of a test's own; gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "ocfl-test-" + Guid.NewGuid().ToString("N"));

    public string this[string path] => System.IO.Path.Combine(Path, path);

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
