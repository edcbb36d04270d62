using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// The folders that an update in one go has in local work areas: they belong to this process as long as it lives. The next
/// update removes those of processes that died.
/// </summary>
internal sealed class OwnFolders : IDisposable
{
    private const string Prefix = "update-";
    private const string Marker = ".in-use";
    private const int MaxAttempts = 5;

    private readonly List<(LocalStorage Place, FileStream Marker)> _taken = [];

    private OwnFolders(string owner) => Owner = owner;

    /// <summary>The update's id, which is the folders' name.</summary>
    public string Owner { get; }

    /// <summary>
    /// Takes a folder of a new name in each of some places, and removes what updates left there whose processes have died. Where places
    /// are not local, it is only a name.
    /// </summary>
    /// <exception cref="StorageException">A folder cannot be created.</exception>
    public static async Task<OwnFolders> TakeAsync(IEnumerable<IStorage?> places)
    {
        LocalStorage[] local = [.. places.OfType<LocalStorage>().Distinct()];
        foreach (string abandoned in local.SelectMany(FindFolders))
        {
            TryRemove(abandoned);
        }

        for (int attempt = 1; ; attempt++)
        {
            OwnFolders folders = new(Prefix + Guid.NewGuid().ToString("N"));
            try
            {
                foreach (LocalStorage place in local)
                {
                    await place.Folder.Failures.GuardAsync(folders.Owner, () =>
                    {
                        folders.Take(place);
                        return Task.FromResult(true);
                    }).ConfigureAwait(false);
                }

                return folders;
            }
            catch (StorageException failure) when (failure.InnerException is IOException && attempt < MaxAttempts)
            {
                // Another process removed it as abandoned before it was marked.
                folders.Dispose();
            }
        }
    }

    /// <summary>Removes the folders, and what is left in them.</summary>
    public void Dispose()
    {
        foreach ((LocalStorage place, FileStream marker) in _taken)
        {
            using (marker)
            {
                Remove(place.Folder.FullPath(Owner));
                place.Folder.LeaveNoEmptyFolder();
            }
        }
    }

    private void Take(LocalStorage place)
    {
        string folder = place.Folder.FullPath(Owner);
        place.Folder.MakeDirectory(Owner);
        _taken.Add((place, Mark(folder)));
        place.Folder.Pending.GiveToOwner(_taken[^1].Marker.SafeFileHandle);
        if (!File.Exists(folder + Marker))
        {
            throw new IOException($"'{folder + Marker}' has been removed.");
        }
    }

    // A marker alone is left where a process died while it removed its folder.
    private static IEnumerable<string> FindFolders(LocalStorage place)
    {
        try
        {
            return Directory.GetFileSystemEntries(place.Folder.FullPath(""), Prefix + "*")
                .Select(path => path.EndsWith(Marker, StringComparison.Ordinal) ? path[..^Marker.Length] : path)
                .Distinct(StringComparer.Ordinal);
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static void TryRemove(string folder)
    {
        try
        {
            using FileStream marker = Mark(folder);
            Remove(folder);
        }
        catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
        {
            // Its process lives, or another is just removing it.
        }
    }

    // Held exclusively, and beside the folder: what is in that is moved, flushed and compared. Windows deletes a file that is open only
    // if the process that has it open allows that.
    private static FileStream Mark(string folder) =>
        new(
            folder + Marker,
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None,
            bufferSize: 0);

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            File.Delete(folder + Marker);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // The next update removes it.
        }
    }
}
