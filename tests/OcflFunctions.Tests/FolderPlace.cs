using Ocfl.Storage;
using OcflFunctions.Contracts;

namespace OcflFunctions.Tests;

/// <summary>A place with a folder as the source, and storages in folders beside it or as given.</summary>
internal sealed class FolderPlace : PipelinePlace
{
    private readonly string _folder = Directory.CreateDirectory(
        Path.Combine(Path.GetTempPath(), "ocfl-pipeline-" + Guid.NewGuid().ToString("N"))).FullName;

    public FolderPlace(IStorage? root, IStorage? work)
    {
        Root = root ?? Open("root");
        Work = work ?? Open("work");
        Files = Open("source");
        Directory.CreateDirectory(Files.Location);
    }

    public override IStorage Root { get; }

    public override IStorage Work { get; }

    public override UpdateSource Source { get; } = new() { Directory = "source" };

    public override IStorage Files { get; }

    public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Ocfl:Storage:Path"] = Path.Combine(_folder, "root"),
        ["Ocfl:Work:Path"] = Path.Combine(_folder, "work"),
        ["Ocfl:Sources:AllowedPaths:0"] = _folder,
    };

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private LocalStorage Open(string name) =>
        new(new LocalStorageOptions
        {
            Path = Path.Combine(_folder, name),
            PendingPath = Path.Combine(_folder, name + ".pending"),
            Flush = false,
        });
}
