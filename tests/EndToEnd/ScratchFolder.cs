namespace EndToEnd;

/// <summary>A folder of a test's own; gone with it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public ScratchFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "ocfl-e2e-" + Guid.NewGuid().ToString("N"));

    public string this[string path] => System.IO.Path.Combine(Path, path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
