using Ocfl.Inventories;

namespace OcflFunctions.Hosting;

/// <summary>The settings of a storage.</summary>
public class StoreOptions
{
    /// <summary>The kind: <c>Local</c> for a folder, or the name of another <see cref="IStorageFactory"/>.</summary>
    public string Kind { get; set; } = LocalStorageFactory.Name;

    /// <summary>The folder, for <c>Local</c>; the path within the container, for <c>AzureBlob</c>.</summary>
    public string? Path { get; set; }

    /// <summary>
    /// The folder for what is not committed yet, on the same mount, for <c>Local</c>; null for one beside <see cref="Path"/>, or in its
    /// extensions if that is not possible.
    /// </summary>
    public string? PendingPath { get; set; }

    /// <summary>The container, for <c>AzureBlob</c>.</summary>
    public string? Container { get; set; }

    /// <summary>The blob service's address, for <c>AzureBlob</c> with an identity instead of a key.</summary>
    public string? ServiceUri { get; set; }

    /// <summary>The connection string, for <c>AzureBlob</c> with a key.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// Whether a write is finished only when it is on the disk, for <c>Local</c>. False leaves flushing to the operating system.
    /// </summary>
    public bool Flush { get; set; } = true;

    /// <summary>Whether a container is created if it does not exist, for <c>AzureBlob</c>.</summary>
    internal virtual bool CreatesContainer => true;
}

/// <summary>The settings of the OCFL storage root.</summary>
public sealed class RootStoreOptions : StoreOptions
{
    /// <summary>Whether a storage root is created in an empty place. It is never created where there is something else.</summary>
    public bool CreateRoot { get; set; } = true;

    /// <summary>
    /// The largest inventory, in bytes. A larger one is not read: its object can be neither updated nor validated here.
    /// </summary>
    public long MaxInventoryBytes { get; set; } = 512L << 20;

    /// <summary>The limit on reading an inventory.</summary>
    internal InventoryLimits ToInventoryLimits() => new() { MaxFileBytes = MaxInventoryBytes };

    /// <inheritdoc/>
    internal override bool CreatesContainer => CreateRoot;
}

/// <summary>A container, or the part below a path in it, as a source: read only.</summary>
internal sealed class SourceStoreOptions : StoreOptions
{
    /// <summary>The options for a place in the account of the sources.</summary>
    /// <param name="sources">The account.</param>
    /// <param name="place"><c>container</c> or <c>container/prefix</c>.</param>
    public SourceStoreOptions(SourceOptions sources, string place)
    {
        int slash = place.IndexOf('/', StringComparison.Ordinal);
        Kind = AzureBlobStorageFactory.Name;
        ServiceUri = sources.ServiceUri;
        ConnectionString = sources.ConnectionString;
        Container = slash < 0 ? place : place[..slash];
        Path = slash < 0 ? "" : place[(slash + 1)..];
    }

    /// <inheritdoc/>
    internal override bool CreatesContainer => false;
}
