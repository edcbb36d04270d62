using Ocfl.Digests;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Hosting;

namespace OcflFunctions.Updates;

/// <summary>
/// Copies large content of an update into the object in ranges: each is flushed, and then recorded in the work area with the state of the
/// digest. The content is verified by that when it is whole.
/// </summary>
/// <param name="files">Takes ranges.</param>
/// <param name="plans">The plans.</param>
/// <param name="header">The update's plan.</param>
/// <param name="limits">The settings.</param>
/// <param name="isAlone">Whether the step is a slice of its own, as each is that is copied in ranges since its plan was made.</param>
internal sealed class UpdateRanges(
    RangedFiles files, PlanStore plans, PlanHeader header, UpdateOptions limits, bool isAlone) : IRangedCopies
{
    // The least value of the setting: what is shorter was never started in ranges.
    private const long Least = 1024 * 1024;

    public bool Takes(long length) => RangedFiles.Takes(length, limits);

    // What has been started in ranges is continued so, even if the setting has changed.
    public async Task<bool> HasBegunAsync(OcflActivity activity, CancellationToken cancellationToken) =>
        (Takes(activity.Length) || (isAlone && activity.Length > Least))
        && await plans.HasRangesAsync(header, activity, cancellationToken);

    public async Task<RangedCopyProgress> CopyNextAsync(RangedCopy copy, CancellationToken cancellationToken)
    {
        OcflActivity step = copy.Activity;
        StorageFile content = new(step.Source!.Path, step.Length, step.Source.ETag!, default);
        RangeContent destination = new(copy.Destination, copy.Path, copy.Owner)
        {
            RequireOpenAsync = cancellation => plans.RequireInventoryAsync(header, cancellation),
        };
        RangeProgress progress = await files.TakeNextAsync(
            RangeSource.Of(copy.Source, content),
            PlanStore.RangesPath(header, step),
            destination,
            [DigestAlgorithm.Get(copy.Plan.DigestAlgorithm)],
            cancellationToken);
        return new RangedCopyProgress(progress.Offset, progress.Result?.Digest);
    }
}
