using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Copies long content range by range, each durable with a record of it, so that a copy that is interrupted continues there. Only content
/// that must pass through this process is copied so: the executor first tries whether the storage can move, link or copy it itself.
/// </summary>
public interface IRangedCopies
{
    /// <summary>Whether content of a length is copied in ranges.</summary>
    bool Takes(long length);

    /// <summary>Whether the copy of a step has been started in ranges.</summary>
    Task<bool> HasBegunAsync(OcflActivity activity, CancellationToken cancellationToken);

    /// <summary>Copies the next range, unless the copy is whole.</summary>
    /// <exception cref="StorageConditionException">The content has changed, or another run copies it at the same time.</exception>
    /// <exception cref="StorageFileNotFoundException">The content is gone.</exception>
    Task<RangedCopyProgress> CopyNextAsync(RangedCopy copy, CancellationToken cancellationToken);
}

/// <summary>A copy in ranges.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Activity">The step.</param>
/// <param name="Source">Where the content is.</param>
/// <param name="Destination">Where it is copied to.</param>
/// <param name="Path">The file there.</param>
/// <param name="Owner">The update that owns the file until it is committed.</param>
public sealed record RangedCopy(
    UpdatePlan Plan, OcflActivity Activity, IStorage Source, IStorage Destination, string Path, string Owner);

/// <summary>How far a copy in ranges is.</summary>
/// <param name="Offset">How many bytes are copied, and durable.</param>
/// <param name="Digest">The digest of the whole content in the plan's algorithm; null until it is whole.</param>
public sealed record RangedCopyProgress(long Offset, string? Digest);
