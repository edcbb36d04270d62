namespace Ocfl.Inventories;

/// <summary>
/// How much of an inventory is read before the reader stops, so that a hostile file cannot use memory and time without bound.
/// The defaults have room for large objects: 100,000 files in 100 versions take a tenth of them.
/// </summary>
public sealed record InventoryLimits
{
    /// <summary>The defaults.</summary>
    public static InventoryLimits Default { get; } = new();

    /// <summary>
    /// How many bytes the inventory may take in memory, about; 2 GiB unless set otherwise. Independent of this, no inventory takes more
    /// than 3 times its size above 32 MB: ordinary ones take about their size, and the reader stops at one that would take more.
    /// </summary>
    public long MaxMemory { get; init; } = 2L << 30;

    /// <summary>How long a text (an id, a message, a path) may be, in bytes of the file; 8 MiB unless set otherwise.</summary>
    public int MaxStringLength { get; init; } = 8 << 20;

    /// <summary>
    /// How many findings about one inventory are kept, besides the first of each code; 10,000 unless set otherwise. More are counted
    /// (I001), and everything is still checked.
    /// </summary>
    public int MaxFindings { get; init; } = 10_000;

    /// <summary>
    /// After how many errors in one inventory the reading stops; 100,000 unless set otherwise. The rest is then reported as not checked
    /// (U002). Warnings do not count.
    /// </summary>
    public int MaxErrors { get; init; } = 100_000;

    /// <summary>
    /// How long the file may be, in bytes; one that is longer is refused before it is read. Null for no limit, which is the default.
    /// </summary>
    public long? MaxFileBytes { get; init; }

    /// <summary>Refuses a file that is too long.</summary>
    /// <exception cref="InventoryTooLargeException">It is.</exception>
    internal void RequireLength(string path, long length)
    {
        if (length > MaxFileBytes)
        {
            throw new InventoryTooLargeException(path, length, MaxFileBytes.Value);
        }
    }
}
