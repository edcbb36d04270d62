using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// Stages files whose length comes up more than once in a source, so that equal content takes room once in the work area, whichever runs
/// of activities stage it.
/// </summary>
/// <remarks>
/// A small file is hashed in memory and written under its digest, create-only. A large one is staged under its number, and a create-only
/// file names the content that counts for its digest: a run that comes second uses that and deletes its own. So what a run has found stays
/// there until the stage is cleared.
/// </remarks>
public sealed class SharedStage(WorkArea work)
{
    private const int FilesInFolder = 1000;

    /// <summary>Writes the lengths that come up more than once into a run's folder.</summary>
    public Task WriteLengthsAsync(string folder, IReadOnlyCollection<long> lengths, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[lengths.Count * sizeof(long)];
        foreach ((int index, long length) in lengths.Order().Index())
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(index * sizeof(long)), length);
        }

        return work.TryCreateAsync(LengthsPath(folder), bytes, cancellationToken);
    }

    /// <summary>The lengths that come up more than once in a source.</summary>
    public async Task<IReadOnlySet<long>> GetLengthsAsync(SourceList list, CancellationToken cancellationToken)
    {
        HashSet<long> lengths = [];
        if (list.HasEqualLengths)
        {
            byte[] bytes = await work.ReadBytesAsync(LengthsPath(list.Folder), cancellationToken);
            for (int offset = 0; offset < bytes.Length; offset += sizeof(long))
            {
                lengths.Add(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(offset)));
            }
        }

        return lengths;
    }

    /// <summary>Stages a file, unless its content is known or staged.</summary>
    /// <param name="list">The list that the file is in.</param>
    /// <param name="source">The source.</param>
    /// <param name="file">The file.</param>
    /// <param name="algorithm">The stage's digest algorithm.</param>
    /// <param name="fixity">Further algorithms.</param>
    /// <param name="isKnownAsync">Whether the object has content of a digest; null if it has none of the file's length.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<StagingResult> StageAsync(
        SourceList list,
        IStorage source,
        SourceFile file,
        DigestAlgorithm algorithm,
        IReadOnlyList<DigestAlgorithm> fixity,
        Func<string, Task<bool>>? isKnownAsync,
        CancellationToken cancellationToken) =>
        file.Length <= ContentInMemory.MostBytes
            ? StageSmallAsync(list, source, file, algorithm, fixity, isKnownAsync, cancellationToken)
            : StageLargeAsync(list, source, file, algorithm, fixity, isKnownAsync, cancellationToken);

    private Task<StagingResult> StageSmallAsync(
        SourceList list,
        IStorage source,
        SourceFile file,
        DigestAlgorithm algorithm,
        IReadOnlyList<DigestAlgorithm> fixity,
        Func<string, Task<bool>>? isKnownAsync,
        CancellationToken cancellationToken) =>
        ContentInMemory.ReadAsync(source, file.Listed, algorithm, fixity, async (hashed, bytes) =>
        {
            if (isKnownAsync is not null && await isKnownAsync(hashed.Digest))
            {
                return hashed;
            }

            string path = DigestPath(list, hashed.Digest);
            StorageFile staged;
            try
            {
                StorageWriteOptions create = StorageWriteOptions.Create() with { Length = bytes.Length };
                staged = await work.Storage.WriteAsync(path, bytes, create, cancellationToken);
            }
            catch (StorageConditionException)
            {
                staged = await work.Storage.GetFileAsync(path, cancellationToken)
                    ?? throw new StorageFileNotFoundException(path, work.Storage.Location);
            }

            return hashed with { Content = new StagedContent(staged.Path, staged.Length, staged.ETag) };
        }, cancellationToken);

    // The first of several files that may be equal is hashed while it is written, the others before. What is written is hashed again on
    // its way, and that digest counts.
    private async Task<StagingResult> StageLargeAsync(
        SourceList list,
        IStorage source,
        SourceFile file,
        DigestAlgorithm algorithm,
        IReadOnlyList<DigestAlgorithm> fixity,
        Func<string, Task<bool>>? isKnownAsync,
        CancellationToken cancellationToken)
    {
        if (isKnownAsync is not null || !await IsFirstAsync(list, source, file, cancellationToken))
        {
            StagingResult hashed = await ContentStager.DescribeSourceAsync(
                source, file.Path, file.ETag, algorithm, fixity, cancellationToken);
            if (isKnownAsync is not null && await isKnownAsync(hashed.Digest))
            {
                return hashed;
            }

            if (await TryGetSharedAsync(list, hashed.Digest, cancellationToken) is { } shared)
            {
                return hashed with { Content = shared };
            }
        }

        StagingResult own = await ContentStager.StageAsync(
            source, file.Path, file.ETag, work.Storage, StageStore.ContentPath(list, file), algorithm, fixity, cancellationToken);
        if (await work.TryCreateAsync(
            SharedPath(list, own.Digest), own.Content, UpdateWorkJson.Default.StagedContent, cancellationToken))
        {
            return own;
        }

        StagedContent first = await work.ReadAsync(
            SharedPath(list, own.Digest), UpdateWorkJson.Default.StagedContent, cancellationToken);
        if (first.Path != own.Content.Path)
        {
            await work.Storage.DeleteAsync(own.Content.Path, etag: null, cancellationToken);
        }

        return own with { Content = first };
    }

    private async Task<bool> IsFirstAsync(SourceList list, IStorage source, SourceFile file, CancellationToken cancellationToken)
    {
        string path = StoragePath.Combine(
            list.Folder, "heads", await ContentHead.DescribeAsync(source, file.Listed, cancellationToken));
        byte[] number = Encoding.ASCII.GetBytes(file.Number.ToString(CultureInfo.InvariantCulture));
        return await work.TryCreateAsync(path, number, cancellationToken)
            || (await work.ReadBytesAsync(path, cancellationToken)).AsSpan().SequenceEqual(number);
    }

    private Task<StagedContent?> TryGetSharedAsync(SourceList list, string digest, CancellationToken cancellationToken) =>
        work.TryReadAsync(SharedPath(list, digest), UpdateWorkJson.Default.StagedContent, cancellationToken);

    private static string LengthsPath(string folder) => StoragePath.Combine(folder, "lengths");

    private static string SharedPath(SourceList list, string digest) => StoragePath.Combine(list.Folder, "shared", digest + ".json");

    private static string DigestPath(SourceList list, string digest)
    {
        int folders = (int)Math.Min(int.MaxValue, (list.Summary.Files / FilesInFolder) + 1);
        string folder = KnownDigests.PartOf(Convert.FromHexString(digest), folders).ToString("D6", CultureInfo.InvariantCulture);
        return StoragePath.Combine(list.Folder, "content", "digests", folder, digest);
    }
}
