using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// The folders that an update in one go has in local work areas: they belong to this process as long as it lives. The next
/// update removes those of processes that died.
/// </summary>
internal sealed class UpdateFolders : IDisposable
{
    private const string Prefix = "update-";
    private const int MaxAttempts = 5;

    private readonly List<(LocalStorage Place, FileStream Marker)> _taken = [];

    private UpdateFolders(string owner) => Owner = owner;

    /// <summary>The update's id, which is the folders' name.</summary>
    public string Owner { get; }

    /// <summary>Whether an owner is an update in one go. It commits only what nobody has taken from it.</summary>
    public static bool IsOwner(string owner) => owner.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>
    /// Takes a folder of a new name in each of some places, and removes what updates left there whose processes have died. Where places
    /// are not local, it is only a name.
    /// </summary>
    /// <exception cref="StorageException">A folder cannot be created.</exception>
    public static async Task<UpdateFolders> TakeAsync(IEnumerable<IStorage?> places)
    {
        LocalStorage[] local = [.. places.OfType<LocalStorage>().Distinct()];
        foreach (string abandoned in local.SelectMany(FindFolders))
        {
            RemoveAbandoned(abandoned);
        }

        for (int attempt = 1; ; attempt++)
        {
            UpdateFolders folders = new(Prefix + Guid.NewGuid().ToString("N"));
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

    /// <summary>The folders that updates left in a place whose processes have died, by their full paths.</summary>
    public static IEnumerable<string> FindAbandoned(LocalStorage place) => FindFolders(place).Where(folder =>
    {
        if (InUseMarker.TryMark(folder) is not { } marker)
        {
            return false;
        }

        InUseMarker.Release(folder, marker);
        return true;
    });

    /// <summary>Removes a folder that an update left whose process has died.</summary>
    public static void RemoveAbandoned(string folder)
    {
        // Otherwise its process lives, or another is just removing it.
        if (InUseMarker.TryMark(folder) is { } marker)
        {
            using (marker)
            {
                InUseMarker.Remove(folder);
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
                InUseMarker.Remove(place.Folder.FullPath(Owner));
                place.Folder.LeaveNoEmptyFolder();
            }
        }
    }

    private void Take(LocalStorage place)
    {
        string folder = place.Folder.FullPath(Owner);
        place.Folder.MakeDirectory(Owner);
        _taken.Add((place, InUseMarker.Mark(folder)));
        place.Folder.Pending.GiveToOwner(_taken[^1].Marker.SafeFileHandle);
        if (!File.Exists(folder + InUseMarker.Suffix))
        {
            throw new IOException($"'{folder + InUseMarker.Suffix}' has been removed.");
        }
    }

    private static IReadOnlyList<string> FindFolders(LocalStorage place) => InUseMarker.FindFolders(place.Folder.FullPath(""), Prefix);
}
