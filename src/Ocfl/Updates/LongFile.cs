using Ocfl.Digests;
using Ocfl.Stages;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>Stages a long file in parts: after an interruption it continues from what is durable.</summary>
internal static class LongFile
{
    private const long PartLength = 64L << 20;

    /// <summary>Stages a file, or what an earlier run has left of it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="source">Where the file is.</param>
    /// <param name="file">The file as it was listed.</param>
    /// <param name="path">A new path in the run's storage, for a file that no earlier run has begun.</param>
    /// <param name="algorithms">The digest algorithm of the version, and further ones.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageConditionException">The file has changed.</exception>
    public static async Task<StagingResult> StageAsync(
        StagingRun run,
        IStorage source,
        StorageFile file,
        string path,
        DigestAlgorithm[] algorithms,
        CancellationToken cancellationToken)
    {
        (ResumableDigests Digests, string Path)? part = Continue(run.FindPart(source, file), algorithms);
        (ResumableDigests digests, path, GrowingFile staged) =
            part is { } begun
            && await TryOpenAsync(run, begun.Path, begun.Digests, file, cancellationToken).ConfigureAwait(false) is { } open
                ? (begun.Digests, begun.Path, open)
                : (new ResumableDigests(algorithms), path, await run.Storage.OpenToAppendAsync(
                    path, 0, file.Length, owner: null, cancellationToken).ConfigureAwait(false));
        await using (staged.ConfigureAwait(false))
        {
            StorageReadOptions rest = new() { IfMatch = file.ETag, Offset = digests.Length };
            StorageReader reader = await source.OpenReadAsync(file.Path, rest, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await CopyAsync(run, source, file, reader.Content, staged, path, digests, cancellationToken).ConfigureAwait(false);
            }

            if (digests.Length != file.Length)
            {
                throw new StorageConditionException(file.Path, StorageCondition.IfMatch(file.ETag).ToString());
            }

            StorageFile whole = await staged.FlushAsync(cancellationToken).ConfigureAwait(false);
            return ContentStager.Describe(new StagedContent(path, whole.Length, whole.ETag), algorithms, digests.Finish());
        }
    }

    // Null if what was staged is gone.
    private static async Task<GrowingFile?> TryOpenAsync(
        StagingRun run, string path, ResumableDigests digests, StorageFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await run.Storage.OpenToAppendAsync(
                path, digests.Length, file.Length, owner: null, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            return null;
        }
    }

    private static async Task CopyAsync(
        StagingRun run,
        IStorage source,
        StorageFile file,
        Stream content,
        GrowingFile staged,
        string path,
        ResumableDigests digests,
        CancellationToken cancellationToken)
    {
        while (await DigestedCopy.CopyAsync(content, staged, digests, PartLength, cancellationToken).ConfigureAwait(false) == PartLength)
        {
            await staged.FlushAsync(cancellationToken).ConfigureAwait(false);
            await run.AddAsync(
                new JournalEntry
                {
                    Source = source.Location,
                    Path = file.Path,
                    ETag = file.ETag,
                    Length = file.Length,
                    Staged = path,
                    Offset = digests.Length,
                    State = digests.Save(),
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static (ResumableDigests Digests, string Path)? Continue(JournalEntry? entry, DigestAlgorithm[] algorithms)
    {
        if (entry is not { State: { } state, Staged: { } path })
        {
            return null;
        }

        try
        {
            ResumableDigests digests = ResumableDigests.Restore(state);
            return digests.Length == entry.Offset && digests.Algorithms.SequenceEqual(algorithms) ? (digests, path) : null;
        }
        catch (DigestStateException)
        {
            return null;
        }
    }
}
