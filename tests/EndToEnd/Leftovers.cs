using Ocfl.Storage;

namespace EndToEnd;

/// <summary>Finds what an update has left that is not committed.</summary>
internal static class Leftovers
{
    /// <summary>Looks where updates keep what is not committed. The update must not have committed anything.</summary>
    /// <param name="service">The service.</param>
    /// <param name="updateId">The update.</param>
    /// <param name="work">The work area; null when the tests cannot read it.</param>
    /// <param name="pending">The folder of what is not committed beside a storage root that is a folder; null when it is none.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(IService service, string updateId, IStorage? work, string? pending)
    {
        List<string> found = [];
        if (work is not null)
        {
            found.AddRange(await ListAsync(work, $"updates/{updateId}/stage"));
        }

        if (pending is not null && Directory.Exists(pending))
        {
            found.AddRange(Directory.EnumerateFileSystemEntries(pending, updateId, SearchOption.AllDirectories));
        }

        // Where there is no such folder, content waits in its place, and bears the update's id.
        if (pending is null && service.Root is { } root)
        {
            found.AddRange((await root.ListAsync("", recursive: true).ToArrayAsync()).Where(entry => entry.File?.Owner == updateId).Select(entry => entry.Path));
        }

        return found;
    }

    private static async Task<IEnumerable<string>> ListAsync(IStorage storage, string folder) =>
        (await storage.ListAsync(folder, recursive: true).ToArrayAsync()).Select(entry => entry.Path);
}
