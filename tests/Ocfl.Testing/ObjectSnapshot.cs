using Ocfl.Storage;

namespace Ocfl.Testing;

/// <summary>All files below a directory with their bytes, to compare.</summary>
public static class ObjectSnapshot
{
    public static async Task<SortedDictionary<string, string>> TakeAsync(IStorage storage, string directory = "")
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (StorageEntry entry in await storage.ListAllAsync(directory, recursive: true))
        {
            files.Add(entry.Path, entry.Kind == StorageEntryKind.File ? await storage.GetAsync(entry.Path) : entry.Kind.ToString());
        }

        return files;
    }

    /// <summary>Writes the files again, there or elsewhere.</summary>
    public static async Task WriteAsync(IReadOnlyDictionary<string, string> files, IStorage storage)
    {
        foreach ((string path, string content) in files)
        {
            await storage.PutAsync(path, content);
        }
    }
}
