using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// The files that an update writes to, or removes from, the object root after its commit, on a storage that writes in place.
/// </summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="owner">The update's id.</param>
internal sealed class FinishedFiles(IStorage storage, string owner)
{
    private readonly OwnedFiles _files = new(storage, owner);

    /// <summary>Gives a file its content, or removes it, unless a later version has been committed.</summary>
    /// <remarks>
    /// The file's state is read before the root inventory's: if another update commits in between, the write fails on its condition. A new
    /// object's file cannot be there yet; that it is not is then the condition.
    /// </remarks>
    /// <param name="plan">The plan.</param>
    /// <param name="path">The file, from the object root.</param>
    /// <param name="content">What it is to hold; null to remove it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ActivityResult> ChangeAsync(
        UpdatePlan plan, string path, FileContent? content, CancellationToken cancellationToken)
    {
        string file = plan.InObject(path);
        bool look = plan.Base is not null || content is null;
        for (int attempt = 1; ; attempt++, look = true)
        {
            _files.RequireProgress(file, attempt, cancellationToken);
            StoredFile? present = look
                ? await StoredFile.CompareAsync(storage, file, content ?? FileContent.Empty, cancellationToken).ConfigureAwait(false)
                : null;
            if (!await IsNewestAsync(plan, cancellationToken).ConfigureAwait(false))
            {
                return ActivityResult.AlreadyDone("a later version has been committed");
            }

            if (content is null ? present is null : present?.IsSame == true)
            {
                return ActivityResult.AlreadyDone(content is null ? "already removed" : "file already exists");
            }

            try
            {
                if (content is null)
                {
                    await storage.DeleteAsync(file, present!.File.ETag, cancellationToken).ConfigureAwait(false);
                    return ActivityResult.Done();
                }

                StorageCondition condition = StorageCondition.IfStill(present?.File.ETag);
                await StoredFile.WriteAsync(storage, file, content, condition, owner, cancellationToken).ConfigureAwait(false);
                return ActivityResult.Done(content.Length);
            }
            catch (StorageConditionException)
            {
                // It exists, or has changed since it was read.
            }
        }
    }

    // Where nothing is changed, the version is another update's.
    private async Task<bool> IsNewestAsync(UpdatePlan plan, CancellationToken cancellationToken) => plan.ChangesNothing
        ? (await StoredInventory.FindAsync(
            storage, plan.RootInventoryPath, plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false))?.Is(
            plan.InventoryDigest) == true
        : (await storage.GetFileAsync(plan.RootInventoryPath, cancellationToken).ConfigureAwait(false))?.Owner == owner;
}
