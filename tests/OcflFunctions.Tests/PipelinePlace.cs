using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Contracts;

namespace OcflFunctions.Tests;

/// <summary>A storage root, a work area and a source of a test's own; gone with it.</summary>
internal abstract class PipelinePlace : IAsyncDisposable
{
    /// <summary>The storage root.</summary>
    public abstract IStorage Root { get; }

    /// <summary>The work area.</summary>
    public abstract IStorage Work { get; }

    /// <summary>The source, as a request names it.</summary>
    public abstract UpdateSource Source { get; }

    /// <summary>Where the source's files are written.</summary>
    public abstract IStorage Files { get; }

    /// <summary>The settings that name it all.</summary>
    public abstract IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>
    /// A place: <c>Local</c>, <c>Memory</c>, or <c>InPlace</c> for a memory that writes in place as blob storage does, each with a folder
    /// as the source. In those that are <c>Apart</c>, content can get from the work area into the object only by reading and writing it.
    /// </summary>
    public static PipelinePlace Create(string kind) => kind switch
    {
        "Local" => new FolderPlace(root: null, work: null),
        "Memory" => new FolderPlace(new MemoryStorage(), new MemoryStorage()),
        "Apart" => new FolderPlace(root: null, new MemoryStorage()),
        "InPlaceApart" => new FolderPlace(new MemoryStorage(writesInPlace: true), work: null),
        "InPlace" => new FolderPlace(new MemoryStorage(writesInPlace: true), new MemoryStorage(writesInPlace: true)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such place."),
    };

    /// <summary>What the service does in the work area before it schedules an update.</summary>
    public virtual Task AcceptAsync(string updateId) => Task.CompletedTask;

    /// <summary>Makes the source's files these, and no others.</summary>
    public virtual async Task WriteSourceAsync(IReadOnlyDictionary<string, string> files)
    {
        await foreach (StorageEntry entry in Files.ListAsync("", recursive: true))
        {
            if (entry.File is not null && !files.ContainsKey(entry.Path))
            {
                await Files.DeleteAsync(entry.Path);
            }
        }

        foreach ((string path, string text) in files)
        {
            await Files.PutAsync(path, text);
        }
    }

    public abstract ValueTask DisposeAsync();
}
