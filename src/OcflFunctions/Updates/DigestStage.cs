using System.Globalization;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// Stages small files under their digests, so that equal content of a source takes room once in the work area, whichever runs of
/// activities stage it.
/// </summary>
/// <remarks>
/// A file is hashed in memory and written create-only: equal files, and two runs of one activity, meet at one name. What is there may not
/// be durable yet: the caller flushes all its files together, those that it finds, too (<see cref="BatchFlush"/>). In a folder it is
/// written straight to that name. If the process or the power failed before it was flushed, it may not be whole: a file that is there is
/// compared, and replaced.
/// </remarks>
public static class DigestStage
{
    private const int FilesInFolder = 1000;
    private const int MaxAttempts = 10;

    /// <summary>Stages a file of at most <see cref="ContentInMemory.MostBytes"/>, unless its content is known or staged.</summary>
    /// <param name="work">The storage of the work area.</param>
    /// <param name="list">The list that the file is in.</param>
    /// <param name="source">The source.</param>
    /// <param name="file">The file.</param>
    /// <param name="algorithm">The stage's digest algorithm.</param>
    /// <param name="fixity">Further algorithms.</param>
    /// <param name="isKnownAsync">Whether the object has content of a digest; null if it has none of the file's length.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Task<StagingResult> StageAsync(
        IStorage work,
        SourceList list,
        IStorage source,
        SourceFile file,
        DigestAlgorithm algorithm,
        IReadOnlyList<DigestAlgorithm> fixity,
        Func<string, Task<bool>>? isKnownAsync,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(file);
        return ContentInMemory.ReadAsync(
            source,
            file.Listed,
            algorithm,
            fixity,
            (hashed, bytes) => StageHashedAsync(work, list, hashed, bytes, isKnownAsync, cancellationToken),
            cancellationToken);
    }

    /// <summary>Stages a small file that is read and hashed, unless its content is known or staged.</summary>
    /// <param name="work">The storage of the work area.</param>
    /// <param name="list">The list that the file is in.</param>
    /// <param name="hashed">Its description, as content in the source.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="isKnownAsync">Whether the object has content of a digest; null if it has none of the file's length.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<StagingResult> StageHashedAsync(
        IStorage work,
        SourceList list,
        StagingResult hashed,
        Stream bytes,
        Func<string, Task<bool>>? isKnownAsync,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hashed);
        return isKnownAsync is not null && await isKnownAsync(hashed.Digest)
            ? hashed
            : hashed with { Content = await StoreAsync(work, list, hashed.Digest, bytes, cancellationToken) };
    }

    /// <summary>Stores content whose digest is known.</summary>
    /// <param name="work">The storage of the work area.</param>
    /// <param name="list">The list that the file is in.</param>
    /// <param name="digest">The digest of the content, in the stage's algorithm.</param>
    /// <param name="bytes">The content.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<StagedContent> StoreAsync(
        IStorage work, SourceList list, string digest, Stream bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(bytes);
        StorageFile staged = await WriteAsync(work, PathOf(list, digest), bytes, cancellationToken);
        return new StagedContent(staged.Path, staged.Length, staged.ETag);
    }

    private static async Task<StorageFile> WriteAsync(IStorage work, string path, Stream bytes, CancellationToken cancellationToken)
    {
        StorageCondition condition = StorageCondition.IfAbsent;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                bytes.Position = 0;
                StorageWriteOptions how = new() { Condition = condition, Length = bytes.Length };
                return await work.WriteAsync(path, bytes, how, cancellationToken);
            }
            catch (StorageConditionException) when (attempt < MaxAttempts)
            {
                StorageFile? found = await work.GetFileAsync(path, cancellationToken);
                if (found is not null && await IsWholeAsync(work, found, bytes, cancellationToken))
                {
                    return found;
                }

                condition = StorageCondition.IfStill(found?.ETag);
            }
        }
    }

    // A blob is there whole or not at all.
    private static async Task<bool> IsWholeAsync(IStorage work, StorageFile found, Stream bytes, CancellationToken cancellationToken)
    {
        if (work is not LocalStorage)
        {
            return true;
        }

        if (found.Length != bytes.Length)
        {
            return false;
        }

        byte[] expected = new byte[bytes.Length];
        byte[] present = new byte[bytes.Length];
        bytes.Position = 0;
        await bytes.ReadExactlyAsync(expected, cancellationToken);
        try
        {
            await using StorageReader reader = await work.OpenReadAsync(
                found.Path, new StorageReadOptions { IfMatch = found.ETag }, cancellationToken);
            await reader.Content.ReadExactlyAsync(present, cancellationToken);
            return present.AsSpan().SequenceEqual(expected);
        }
        catch (Exception replaced) when (replaced is StorageConditionException or StorageFileNotFoundException)
        {
            return false;
        }
    }

    private static string PathOf(SourceList list, string digest)
    {
        int folders = (int)Math.Min(int.MaxValue, (list.Summary.Files / FilesInFolder) + 1);
        if (folders == 1)
        {
            // Each folder more is a flush more.
            return StoragePath.Combine(list.Folder, digest);
        }

        string folder = KnownDigests.PartOf(Convert.FromHexString(digest), folders).ToString("D6", CultureInfo.InvariantCulture);
        return StoragePath.Combine(list.Folder, "content", "digests", folder, digest);
    }
}
