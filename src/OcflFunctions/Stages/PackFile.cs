using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Ocfl.Digests;
using Ocfl.Storage;
using OcflFunctions.Storage;

namespace OcflFunctions.Stages;

/// <summary>
/// A pack: small files of a stage, in groups, in one file of the work area. A group is what was uploaded at the same time. It has the
/// lengths of its contents and of its list in four bytes each, little-endian, the SHA-256 of the list, the contents, and the list: the
/// record of each file after its length in four bytes.
/// </summary>
/// <remarks>
/// A group is appended after the one before it is durable, and nothing is appended after a failure or by another process. So only the last
/// group of a pack can be incomplete. Then no caller has the answer that its files are stored.
/// </remarks>
internal static class PackFile
{
    /// <summary>
    /// From this length in bytes on, nothing is appended to a pack: longer files are written past the page cache, which is for large parts.
    /// </summary>
    public const int MostBytes = 7 << 20;

    // A mebibyte of contents, or one larger file, and 64 records with long paths.
    private const int MostGroupBytes = 4 << 20;

    private const string Folder = "packs";
    private const int LengthBytes = sizeof(int);
    private const int HeadBytes = (2 * LengthBytes) + SHA256.HashSizeInBytes;

    /// <summary>The folder of the packs of a stage.</summary>
    public static string FolderOf(string stageId) => StoragePath.Combine(WorkArea.StageFolder(stageId), Folder);

    /// <summary>Appends a group.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="path">Its path.</param>
    /// <param name="files">The files, and their bytes.</param>
    /// <returns>The group, which is durable.</returns>
    public static async Task<PackGroup> AppendAsync(
        GrowingFile pack, string path, IReadOnlyList<(StageFileRecord File, ReadOnlyMemory<byte> Bytes)> files)
    {
        long start = pack.Length;
        long offset = start + HeadBytes;
        List<PackedFile> packed = [];
        ArrayBufferWriter<byte> list = new();
        foreach ((StageFileRecord given, ReadOnlyMemory<byte> bytes) in files)
        {
            StageFileRecord file = given with
            {
                Content = path,
                ETag = string.Create(CultureInfo.InvariantCulture, $"{StoragePath.GetName(path)}-{offset}-{bytes.Length}"),
                Offset = offset,
            };
            offset += bytes.Length;
            byte[] record = JsonSerializer.SerializeToUtf8Bytes(file, StageJson.Default.StageFileRecord);
            BinaryPrimitives.WriteInt32LittleEndian(list.GetSpan(LengthBytes), record.Length);
            list.Advance(LengthBytes);
            packed.Add(new PackedFile(file, list.WrittenCount, record.Length));
            list.Write(record);
        }

        int contentBytes = (int)(offset - start - HeadBytes);
        int length = HeadBytes + contentBytes + list.WrittenCount;
        byte[] group = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(group, contentBytes);
            BinaryPrimitives.WriteInt32LittleEndian(group.AsSpan(LengthBytes), list.WrittenCount);
            SHA256.HashData(list.WrittenSpan, group.AsSpan(2 * LengthBytes));
            for (int index = 0; index < packed.Count; index++)
            {
                files[index].Bytes.CopyTo(group.AsMemory((int)(packed[index].File.Offset!.Value - start)));
            }

            list.WrittenMemory.CopyTo(group.AsMemory(HeadBytes + contentBytes));
            await pack.AppendAsync(group.AsMemory(0, length), CancellationToken.None);
            await pack.FlushAsync(CancellationToken.None);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(group);
        }

        return new PackGroup(start, start + length, [.. packed.Select(file => file with { Start = offset + file.Start })]);
    }

    /// <summary>Reads the groups of a pack to which nothing is appended any more, and has them durable.</summary>
    /// <param name="work">The work area.</param>
    /// <param name="file">The pack.</param>
    /// <param name="add">Receives each group.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DamagedRecordException">More than a group at its end is not what was written.</exception>
    /// <exception cref="StorageException">The pack cannot be read.</exception>
    public static async Task RecoverAsync(WorkArea work, StorageFile file, Action<PackGroup> add, CancellationToken cancellationToken)
    {
        PackGroup? last = null;
        long end = 0;
        while (await TryReadAsync(work, file.Path, end, cancellationToken) is { } group)
        {
            if (last is not null)
            {
                add(last);
            }

            last = group;
            end = group.End;
        }

        if (file.Length - end > MostGroupBytes)
        {
            throw new DamagedRecordException($"'{file.Path}' in {work.Storage.Location} is damaged after byte {end}.");
        }

        if (last is null)
        {
            return;
        }

        // A later group was appended when the one before it was durable.
        bool isWhole = end < file.Length || await IsWholeAsync(work, last, cancellationToken);
        await using (GrowingFile pack = await work.Storage.OpenToAppendAsync(
            file.Path, file.Length, file.Length, owner: null, cancellationToken))
        {
            await pack.FlushAsync(cancellationToken);
        }

        if (isWhole)
        {
            add(last);
        }
    }

    /// <summary>Reads a file of a pack.</summary>
    /// <returns>Null if its stage has ended.</returns>
    /// <exception cref="DamagedRecordException">The pack is damaged.</exception>
    public static Task<StageFileRecord?> ReadAsync(WorkArea work, PackedPlace place, CancellationToken cancellationToken) =>
        work.TryReadPartAsync(place.Pack, place.Start, place.Length, StageJson.Default.StageFileRecord, cancellationToken);

    // Null if there is no group, or not all of it.
    private static async Task<PackGroup?> TryReadAsync(WorkArea work, string path, long start, CancellationToken cancellationToken)
    {
        await using StorageReader? reader = await work.Storage.TryOpenReadAsync(
            path, new StorageReadOptions { Offset = start }, cancellationToken);
        if (reader is null || reader.File.Length - start < HeadBytes)
        {
            return null;
        }

        byte[] head = new byte[HeadBytes];
        await reader.Content.ReadExactlyAsync(head, cancellationToken);
        long contentBytes = BinaryPrimitives.ReadUInt32LittleEndian(head);
        long listBytes = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(LengthBytes));
        long listStart = start + HeadBytes + contentBytes;
        if (listStart + listBytes > reader.File.Length)
        {
            return null;
        }

        byte[] list = await work.ReadBytesAsync(path, listStart, listBytes, cancellationToken);
        return SHA256.HashData(list).AsSpan().SequenceEqual(head.AsSpan(2 * LengthBytes))
            ? new PackGroup(start, listStart + listBytes, [.. Parse(list, listStart)])
            : null;
    }

    private static IEnumerable<PackedFile> Parse(byte[] list, long listStart)
    {
        for (int at = 0; at < list.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(list.AsSpan(at));
            at += LengthBytes;
            StageFileRecord file = JsonSerializer.Deserialize(list.AsSpan(at, length), StageJson.Default.StageFileRecord)!;
            yield return new PackedFile(file, listStart + at, length);
            at += length;
        }
    }

    private static async Task<bool> IsWholeAsync(WorkArea work, PackGroup group, CancellationToken cancellationToken)
    {
        foreach (StageFileRecord file in group.Files.Select(each => each.File))
        {
            (string algorithm, string digest) = file.Digests.First();
            await using StorageReader reader = await work.Storage.OpenReadAsync(
                file.Content, new StorageReadOptions { Offset = file.Offset!.Value, Length = file.Length }, cancellationToken);
            await using DigestingReadStream hashing = new(reader.Content, [DigestAlgorithm.Get(algorithm)], leaveOpen: true);
            await hashing.CopyToAsync(Stream.Null, cancellationToken);
            if (hashing.GetDigests()[DigestAlgorithm.Get(algorithm)] != digest)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A group of a pack.</summary>
/// <param name="Start">Where it starts, in bytes.</param>
/// <param name="End">Where the next one starts.</param>
/// <param name="Files">The files.</param>
internal sealed record PackGroup(long Start, long End, IReadOnlyList<PackedFile> Files);

/// <summary>A file of a pack.</summary>
/// <param name="File">Its record.</param>
/// <param name="Start">Where the record starts, in bytes.</param>
/// <param name="Length">How many bytes the record has.</param>
internal sealed record PackedFile(StageFileRecord File, long Start, int Length);

/// <summary>Where the record of a packed file is.</summary>
/// <param name="Key">The start of the hash of the file's path.</param>
/// <param name="Pack">The path of the pack.</param>
/// <param name="Start">Where the record starts, in bytes.</param>
/// <param name="Length">How many bytes it has.</param>
internal sealed record PackedPlace(string Key, string Pack, long Start, int Length)
{
    /// <summary>How many hexadecimal digits of a hash tell two paths apart: 128 bits.</summary>
    public const int KeyLength = 32;
}
