using System.Buffers.Binary;
using System.Globalization;
using Ocfl.Inventories;
using Ocfl.Storage;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// The digests of the content that an object had when the source was listed, kept in the work area in parts by the digests' first
/// bytes. A lookup reads one part, and not the inventory, which may be large.
/// </summary>
public sealed class KnownDigests(WorkArea work)
{
    private const int DigestsInPart = 1000;

    /// <summary>Writes the parts into a folder of this run.</summary>
    /// <returns>How many parts there are.</returns>
    public async Task<int> WriteAsync(string folder, DigestMap manifest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        int parts = (manifest.Count / DigestsInPart) + 1;
        foreach (IGrouping<int, byte[]> part in manifest.Select(entry => Convert.FromHexString(entry.Digest)).GroupBy(
            digest => PartOf(digest, parts)))
        {
            await work.TryCreateAsync(PathOf(folder, part.Key), [.. part.SelectMany(digest => digest)], cancellationToken);
        }

        return parts;
    }

    /// <summary>Whether the object had content of a digest.</summary>
    /// <param name="list">The source's list.</param>
    /// <param name="digest">The digest in the object's algorithm, hexadecimal.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<bool> HasAsync(SourceList list, string digest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(list);
        byte[] wanted = Convert.FromHexString(digest);
        try
        {
            byte[] part = await work.ReadBytesAsync(PathOf(list.Folder, PartOf(wanted, list.KnownDigestParts)), cancellationToken);
            return Enumerable.Range(0, part.Length / wanted.Length).Any(
                index => part.AsSpan(index * wanted.Length, wanted.Length).SequenceEqual(wanted));
        }
        catch (StorageFileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The part of a digest, of so many. Digests are distributed evenly.</summary>
    internal static int PartOf(byte[] digest, int parts) =>
        (int)(((ulong)BinaryPrimitives.ReadUInt32BigEndian(digest) * (ulong)parts) >> 32);

    private static string PathOf(string folder, int part) =>
        StoragePath.Combine(folder, "known", part.ToString("D6", CultureInfo.InvariantCulture));
}
