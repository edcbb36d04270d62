using System.Text;
using Ocfl.Storage;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Short ways to write and read in tests.</summary>
internal static class StorageExtensions
{
    public static Task<StorageFile> CreateAsync(this IStorage storage, string path, string text, string? owner = null) =>
        storage.WriteAsync(path, Bytes(text), StorageWriteOptions.Create(owner));

    public static async Task<byte[]> ReadBytesAsync(this IStorage storage, string path, StorageReadOptions? options = null)
    {
        await using StorageReader reader = await storage.OpenReadAsync(path, options);
        using MemoryStream bytes = new();
        await reader.Content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Bytes that are the same for a seed, and look like none other.</summary>
    public static byte[] RandomBytes(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
