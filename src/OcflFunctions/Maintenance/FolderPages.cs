using Ocfl.Storage;

namespace OcflFunctions.Maintenance;

/// <summary>Goes through the folders of a directory of the work area, page by page, in order.</summary>
internal static class FolderPages
{
    /// <summary>Examines a page of folders.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="input">Which page.</param>
    /// <param name="builder">Collects what is removed, and the folders that cannot be.</param>
    /// <param name="removeAsync">Examines a folder, given its name; false if the next page must examine it again.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<MaintenancePage> RunAsync(
        IStorage storage,
        string directory,
        MaintenancePageInput input,
        PageBuilder builder,
        Func<string, PageBuilder, Task<bool>> removeAsync,
        CancellationToken cancellationToken)
    {
        int count = 0;
        string? next = null;
        await foreach (string name in new OrderedListing(storage, input.Settings.PageItems + 1).ListAsync(
            directory, entry => entry.Kind == StorageEntryKind.Directory, input.After, cancellationToken))
        {
            if (count++ == input.Settings.PageItems || builder.Files >= input.Settings.PageFiles)
            {
                next = name;
                break;
            }

            bool isDone = true;
            await builder.TryAsync(
                StoragePath.Combine(directory, name), async () => isDone = await removeAsync(name, builder));
            if (!isDone)
            {
                next = name;
                break;
            }
        }

        return builder.Build(next);
    }

    /// <summary>Examines a page of the files that are in the folders of a directory.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="input">Which page.</param>
    /// <param name="builder">Collects what is removed, and the files that cannot be.</param>
    /// <param name="removeAsync">Examines a file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<MaintenancePage> RunFilesAsync(
        IStorage storage,
        string directory,
        MaintenancePageInput input,
        PageBuilder builder,
        Func<StorageFile, Task> removeAsync,
        CancellationToken cancellationToken)
    {
        string[] after = (input.After ?? "/").Split('/', 2);
        int count = 0;
        await foreach (string folder in new OrderedListing(storage).ListAsync(
            directory, entry => entry.Kind == StorageEntryKind.Directory, after[0], cancellationToken))
        {
            await foreach (StorageEntry entry in new OrderedListing(storage).ListEntriesAsync(
                StoragePath.Combine(directory, folder),
                entry => entry.File is not null,
                folder == after[0] ? after[1] : null,
                cancellationToken))
            {
                if (count++ == input.Settings.PageItems)
                {
                    return builder.Build($"{folder}/{entry.Name}");
                }

                await builder.TryAsync(entry.Path, () => removeAsync(entry.File!));
            }
        }

        return builder.Build(next: null);
    }
}
