using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>Compares files with the content that a copy planned.</summary>
internal static class PlannedContent
{
    /// <summary>Whether a file is the content that a copy planned; false when there is no file.</summary>
    /// <exception cref="ContentMismatchException">There is another content.</exception>
    public static async Task<bool> HasContentAsync(
        IStorage storage, string path, UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken)
    {
        StorageFile? file = await storage.GetFileAsync(path, cancellationToken).ConfigureAwait(false);
        if (file is null)
        {
            return false;
        }

        return await IsContentAsync(storage, file, plan, activity, cancellationToken).ConfigureAwait(false)
            ? true
            : throw new ContentMismatchException(
                $"'{activity.Path}' is there with another content than the planned {plan.DigestAlgorithm} {activity.Digest}.");
    }

    /// <summary>Whether a file that is there is the content that a copy planned.</summary>
    public static async Task<bool> IsContentAsync(
        IStorage storage, StorageFile file, UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken) =>
        file.Length == activity.Length
        && await StoredInventory.FindAsync(storage, file.Path, plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false) is { } present
        && present.Is(activity.Digest!);
}
