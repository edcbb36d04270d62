namespace Ocfl.Inventories;

/// <summary>
/// Reads inventories. An inventory is refused, with all that is wrong, if it is not certain what the object contains, or where. Other
/// errors, such as a time without a zone, stop updates only (<see cref="Inventory.UpdateObstacle"/>, decision 21). Reading is one pass over
/// the bytes without a document in between; repeated digests and paths are held once.
/// </summary>
public static class InventoryReader
{
    /// <summary>Reads an inventory from a stream, piece by piece.</summary>
    /// <param name="content">The file; read from where it is, not disposed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidInventoryException">It breaks a rule of the specification that a reader relies on.</exception>
    public static Task<Inventory> ReadAsync(Stream content, CancellationToken cancellationToken = default) =>
        ReadAsync(content, InventoryReaderOptions.Default, cancellationToken);

    /// <summary>Reads an inventory from a stream, piece by piece.</summary>
    /// <param name="content">The file; read from where it is, not disposed.</param>
    /// <param name="options">What is allowed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidInventoryException">It breaks a rule of the specification that a reader relies on.</exception>
    public static async Task<Inventory> ReadAsync(
        Stream content, InventoryReaderOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        InventoryDocument document = await InventoryParser.ParseAsync(
            content, ContextOf(options) with { Length = options.Length ?? LengthOf(content) }, cancellationToken).ConfigureAwait(false);
        return document.ToInventory();
    }

    /// <summary>Reads an inventory that is in memory.</summary>
    /// <param name="content">The file.</param>
    /// <param name="options">What is allowed; null for the defaults.</param>
    /// <exception cref="InvalidInventoryException">It breaks a rule of the specification that a reader relies on.</exception>
    public static Inventory Read(ReadOnlyMemory<byte> content, InventoryReaderOptions? options = null) =>
        InventoryParser.Parse(content, ContextOf(options ?? InventoryReaderOptions.Default)).ToInventory();

    private static long? LengthOf(Stream content) => content.CanSeek ? content.Length - content.Position : null;

    private static InventoryParserContext ContextOf(InventoryReaderOptions options) => new()
    {
        Limits = options.Limits,
        AllowsMutableHead = options.AllowMutableHead,
    };
}
