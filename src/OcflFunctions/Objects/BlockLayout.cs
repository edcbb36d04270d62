using OcflFunctions.Http;

namespace OcflFunctions.Objects;

/// <summary>How a content is divided into blocks, and where their digests are in a table.</summary>
/// <remarks>
/// A table is a sequence of pages. A page is the length of the content (8 bytes), the digests of up to <see cref="BlocksOfPage"/> blocks,
/// and the digest of the page. So a part of a table can be read and checked alone.
/// </remarks>
internal sealed class BlockLayout
{
    /// <summary>Content of less than this has no table: it is verified fast enough as a whole.</summary>
    public const long LeastLength = 16L << 20;

    /// <summary>Content of more than this has no table: its blocks would take too much memory.</summary>
    public const long MostLength = MostBlocks * MostBlockSize;

    /// <summary>The length of a block of all but huge contents, and a divisor of all others.</summary>
    public const int UsualBlockSize = 256 * 1024;

    /// <summary>The length of a digest of a block, and of a page.</summary>
    public const int DigestLength = 32;

    /// <summary>The number of blocks whose digests are in a page; the last page may have fewer.</summary>
    public const int BlocksOfPage = 1024;

    /// <summary>The length of the number in front of the digests of a page.</summary>
    public const int HeadLength = sizeof(long);

    /// <summary>The length of each page but the last, which may be shorter.</summary>
    public const int PageLength = HeadLength + (BlocksOfPage * DigestLength) + DigestLength;

    // 8 MiB of digests.
    private const long MostBlocks = 256 * 1024;
    private const int MostBlockSize = 4 * 1024 * 1024;

    private BlockLayout(long contentLength)
    {
        ContentLength = contentLength;
        BlockSize = UsualBlockSize;
        while (BlockSize * MostBlocks < contentLength)
        {
            BlockSize *= 2;
        }

        Blocks = DivideUp(contentLength, BlockSize);
        TableLength = (Blocks * DigestLength) + (DivideUp(Blocks, BlocksOfPage) * (HeadLength + DigestLength));
    }

    /// <summary>The length of the content.</summary>
    public long ContentLength { get; }

    /// <summary>The length of each block but the last, which may be shorter.</summary>
    public int BlockSize { get; }

    /// <summary>How many blocks there are.</summary>
    public long Blocks { get; }

    /// <summary>The length of the table.</summary>
    public long TableLength { get; }

    /// <summary>The layout of a content of a length; null if such a content has no table.</summary>
    public static BlockLayout? Of(long contentLength) =>
        contentLength is >= LeastLength and <= MostLength ? new BlockLayout(contentLength) : null;

    /// <summary>The length of a block.</summary>
    public int LengthOf(long block) => (int)Math.Min(BlockSize, ContentLength - (block * BlockSize));

    /// <summary>The pages with the digests of a part of the content.</summary>
    public (long First, long Last) PagesOf(ByteRange part) => (
        part.Offset / BlockSize / BlocksOfPage, (part.End - 1) / BlockSize / BlocksOfPage);

    /// <summary>The part of the content that has to be read, in whole blocks, to verify another part.</summary>
    public ByteRange BlocksAround(ByteRange part)
    {
        long offset = part.Offset / BlockSize * BlockSize;
        return new ByteRange(offset, Math.Min(DivideUp(part.End, BlockSize) * BlockSize, ContentLength) - offset);
    }

    /// <summary>Where a page is in the table.</summary>
    public ByteRange PlaceOf(long page) => new(page * PageLength, Math.Min(PageLength, TableLength - (page * PageLength)));

    private static long DivideUp(long value, long divisor) => (value + divisor - 1) / divisor;
}
