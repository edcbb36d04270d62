using Blake3;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Objects;

/// <summary>
/// The digests of the blocks of contents, in the work area, each table under the digest of its content. So a table never becomes old: what
/// has other blocks is another content. It is written when the content was read and verified as a whole.
/// </summary>
public sealed class BlockTables(WorkArea work, IOptions<OcflOptions> options, ContentLog log, TimeProvider time)
{
    /// <summary>The folder of the tables.</summary>
    internal const string Folder = "blocks";

    private readonly Lazy<bool> _isReliable = new(IsReliable);

    private TimeSpan Keep => options.Value.Objects.KeepBlockDigests;

    /// <summary>Finds the digests of the blocks around a part of a content.</summary>
    /// <param name="bytes">The content.</param>
    /// <param name="length">The length of its file.</param>
    /// <param name="part">The part; null for all of it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DamagedContentException">The content has had another length.</exception>
    internal async Task<KnownBlocks> FindAsync(StoredBytes bytes, long length, ByteRange? part, CancellationToken cancellationToken)
    {
        if (Keep == TimeSpan.Zero
            || BlockLayout.Of(length) is not { } layout
            || PathOf(bytes.Algorithm, bytes.Digest) is not { } path
            || !_isReliable.Value)
        {
            return KnownBlocks.None;
        }

        KnownBlocks none = new() { Layout = layout, Path = path };
        (long first, long last) = layout.PagesOf(part ?? new ByteRange(0, length));
        try
        {
            (byte[] pages, StorageFile file) = await ReadAsync(
                path, layout.PlaceOf(first).Offset, layout.PlaceOf(last).End, cancellationToken);
            BlockTable? table = file.Length == layout.TableLength ? BlockTable.TryRead(path, layout, first, pages) : null;
            if (table is null)
            {
                await RequireLengthAsync(path, length, cancellationToken);
                log.BlocksDamaged(path, null);
            }

            return none with { Table = table, File = file };
        }
        catch (StorageFileNotFoundException)
        {
            return none;
        }
        catch (StorageException failure)
        {
            log.BlocksDamaged(path, failure);
            return none;
        }
    }

    /// <summary>Writes the digests of the blocks of a content that was verified, unless another has written them meanwhile.</summary>
    /// <param name="found">What was found before.</param>
    /// <param name="recorder">The digests.</param>
    internal Task PublishAsync(KnownBlocks found, BlockRecorder recorder) => recorder.Digests is { } digests
        ? WriteAsync(found, () => Task.FromResult(BlockTable.Write(found.Path!, found.Layout!, digests)))
        : Task.CompletedTask;

    /// <summary>Writes a table once more that was used and has reached half of its age, so that what is read is kept.</summary>
    internal Task KeepAsync(KnownBlocks used) => used.File is { } file && time.GetUtcNow() - file.LastModified > Keep / 2
        ? WriteAsync(used, async () => (await ReadAsync(used.Path!, 0, file.Length, CancellationToken.None)).Bytes)
        : Task.CompletedTask;

    // Not flushed: a table that the power failure leaves in part is not used, and is replaced. The caller has what it asked for, so that
    // nothing stops this, and a failure is not the caller's.
    private async Task WriteAsync(KnownBlocks found, Func<Task<byte[]>> readAsync)
    {
        try
        {
            await work.TryWriteLooselyAsync(
                found.Path!, await readAsync(), StorageCondition.IfStill(found.File?.ETag), CancellationToken.None);
        }
        catch (StorageException failure)
        {
            log.BlocksNotWritten(found.Path!, failure);
        }
    }

    // What has other blocks than its table because it has lost some, or has more, is damaged. Its length says so, wherever its pages are.
    private async Task RequireLengthAsync(string path, long length, CancellationToken cancellationToken)
    {
        (byte[] page, _) = await ReadAsync(path, 0, BlockLayout.PageLength, cancellationToken);
        if (BlockTable.TryReadLength(path, 0, page) is { } verified && verified != length)
        {
            throw new DamagedContentException($"The content has {length} bytes; it had {verified} when it was verified.");
        }
    }

    private async Task<(byte[] Bytes, StorageFile File)> ReadAsync(string path, long from, long to, CancellationToken cancellationToken)
    {
        await using StorageReader reader = await work.Storage.OpenReadAsync(
            path, new StorageReadOptions { Offset = from, Length = to - from }, cancellationToken);
        byte[] bytes = new byte[Math.Clamp(reader.File.Length - from, 0, to - from)];
        int read = await reader.Content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return (bytes[..read], reader.File);
    }

    // The digests of the inventory's algorithms only: an inventory that was changed by hand may have anything in the place of a digest.
    private static string? PathOf(string algorithm, string digest)
    {
        string hex = digest.ToLowerInvariant();
        return (algorithm, hex.Length) is ("sha512", 128) or ("sha256", 64) && hex.All(char.IsAsciiHexDigitLower)
            ? StoragePath.Combine(Folder, hex[..2], $"{hex}.{algorithm}")
            : null;
    }

    // Digests with an error of this processor's code would call content damaged that another machine has verified.
    private static bool IsReliable()
    {
        byte[] bytes = new byte[102_400];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(i % 251);
        }

        return Hasher.Hash(bytes).ToString() == "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085";
    }
}

/// <summary>What is known of the blocks of a content.</summary>
internal sealed record KnownBlocks
{
    /// <summary>Nothing, and nothing is to be written.</summary>
    public static KnownBlocks None { get; } = new();

    /// <summary>How the content is divided; null if its blocks have no digests.</summary>
    public BlockLayout? Layout { get; init; }

    /// <summary>Where its table is, or would be.</summary>
    public string? Path { get; init; }

    /// <summary>The digests; null if there are none that can be used.</summary>
    public BlockTable? Table { get; init; }

    /// <summary>The file of the table, also of one that is damaged; null if there is none.</summary>
    public StorageFile? File { get; init; }
}
