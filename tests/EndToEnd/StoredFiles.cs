using Ocfl.Storage;

namespace EndToEnd;

/// <summary>Looks at what a service has in its storages.</summary>
internal static class StoredFiles
{
    /// <summary>All files of the storage root with their states; nothing where it cannot be read from here.</summary>
    public static async Task<string[]> StatesAsync(IService service) => service.Root is { } root
        ? [.. (await ListAsync(root, "")).Select(file => $"{file.Path} {file.ETag}").Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Demands that an update which committed nothing has left nothing.</summary>
    public static async Task RequireNothingOfAsync(IService service, string id)
    {
        await RequireNothingPendingAsync(service, id);

        // Where there is no pending area, content waits in its place, and bears the update's id.
        if (service.Root is { PendingArea: null } root)
        {
            Assert.DoesNotContain(await ListAsync(root, ""), file => file.Owner == id);
        }
    }

    /// <summary>Demands that an update has left nothing in the pending area and in its stage.</summary>
    public static async Task RequireNothingPendingAsync(IService service, string id)
    {
        await service.SettleAsync();
        if (service.Root?.PendingArea is { } pending)
        {
            Assert.Empty(await pending.Storage.ListAsync(id, recursive: true).ToListAsync());
        }

        if (service.Work is { } work)
        {
            Assert.Empty(await work.ListAsync(StoragePath.Combine("updates", id, "stage"), recursive: true).ToListAsync());
        }
    }

    /// <summary>The files below a directory.</summary>
    public static async Task<List<StorageFile>> ListAsync(IStorage storage, string directory)
    {
        List<StorageFile> files = [];
        await foreach (StorageEntry entry in storage.ListAsync(directory, recursive: true))
        {
            if (entry.File is { } file)
            {
                files.Add(file);
            }
        }

        return files;
    }
}
