using System.Globalization;
using System.Text.Json.Nodes;

namespace EndToEnd;

/// <summary>A source of a test's own, where the service may take it from; gone with the test.</summary>
internal sealed class SourceFolder : IDisposable
{
    private readonly string _path;

    public SourceFolder(IService service)
    {
        Name = "e2e-" + Guid.NewGuid().ToString("N");
        _path = Path.Combine(service.Sources, Name);
        Directory.CreateDirectory(_path);
    }

    /// <summary>The name to give as <c>source.directory</c>.</summary>
    public string Name { get; }

    /// <summary>The source as a request names it.</summary>
    public JsonObject Source() => new() { ["directory"] = Name };

    /// <summary>A path within it.</summary>
    public string this[string path] => Path.Combine(_path, path);

    /// <summary>Writes a file.</summary>
    public SourceFolder Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], content);
        return this;
    }

    /// <summary>Writes many small files, each different.</summary>
    public SourceFolder WriteMany(int count)
    {
        for (int number = 0; number < count; number++)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"part-{number / 100:D3}/file-{number:D5}.txt"), string.Create(
                CultureInfo.InvariantCulture, $"{Name} {number}\n"));
        }

        return this;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
