using System.Text;
using Ocfl.Storage;

namespace Ocfl.Testing;

/// <summary>Text in and out of a storage.</summary>
public static class StorageTestExtensions
{
    public static Task<StorageFile> PutAsync(
        this IStorage storage, string path, string text, StorageCondition condition = default, string? owner = null) =>
        storage.WriteAsync(
            path, new MemoryStream(Encoding.UTF8.GetBytes(text)), new StorageWriteOptions { Condition = condition, Owner = owner });

    public static async Task<string> GetAsync(this IStorage storage, string path, StorageReadOptions? options = null)
    {
        await using StorageReader reader = await storage.OpenReadAsync(path, options);
        using StreamReader text = new(reader.Content, Encoding.UTF8);
        return await text.ReadToEndAsync();
    }

    public static async Task<List<StorageEntry>> ListAllAsync(this IStorage storage, string directory, bool recursive)
    {
        List<StorageEntry> entries = [];
        await foreach (StorageEntry entry in storage.ListAsync(directory, recursive))
        {
            entries.Add(entry);
        }

        return [.. entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)];
    }
}
