using Ocfl.Storage;

namespace OcflFunctions.Storage;

/// <summary>Deletes files only in the state in which they were seen.</summary>
internal static class ConditionalDelete
{
    /// <summary>Deletes a file if it is in a state.</summary>
    /// <returns>False if it is in another, or there is none.</returns>
    public static async Task<bool> TryDeleteAsync(
        this IStorage storage, string path, string etag, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.DeleteAsync(path, etag, cancellationToken);
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }
}
