using Ocfl.Inventories;

namespace OcflFunctions.Hosting;

/// <summary>Where a storage is.</summary>
public class StoreOptions
{
    /// <summary>What kind it is: <c>Local</c> for a folder, or the name of another <see cref="IStorageFactory"/>.</summary>
    public string Kind { get; set; } = LocalStorageFactory.Name;

    /// <summary>The folder, for <c>Local</c>; within the container, for <c>AzureBlob</c>.</summary>
    public string? Path { get; set; }

    /// <summary>
    /// The folder for what is not committed yet, on the same mount, for <c>Local</c>; null for one beside <see cref="Path"/>, or in its
    /// extensions where that cannot be.
    /// </summary>
    public string? PendingPath { get; set; }

    /// <summary>The container, for <c>AzureBlob</c>.</summary>
    public string? Container { get; set; }

    /// <summary>The blob service's address, for <c>AzureBlob</c> with an identity instead of a key.</summary>
    public string? ServiceUri { get; set; }

    /// <summary>The connection string, for <c>AzureBlob</c> with a key.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// Whether a write is done only when it is on the disk, for <c>Local</c>. False leaves the moment to the operating system.
    /// </summary>
    public bool Flush { get; set; } = true;

    /// <summary>Whether a container is made where it does not exist, for <c>AzureBlob</c>.</summary>
    internal virtual bool CreatesContainer => true;
}

/// <summary>Where the OCFL storage root is.</summary>
public sealed class RootStoreOptions : StoreOptions
{
    /// <summary>Whether a storage root is made where there is nothing yet. Where there is something else, none is ever made.</summary>
    public bool CreateRoot { get; set; } = true;

    /// <summary>
    /// How long an inventory may be, in bytes. One that is longer is never read: its object is neither updated nor validated here.
    /// </summary>
    public long MaxInventoryBytes { get; set; } = 256L << 20;

    /// <summary>How much of an inventory is read at most.</summary>
    internal InventoryLimits ToInventoryLimits() => new() { MaxFileBytes = MaxInventoryBytes };

    /// <inheritdoc/>
    internal override bool CreatesContainer => CreateRoot;
}

/// <summary>A container, or what is below a path in it, as a source: only read.</summary>
internal sealed class SourceStoreOptions : StoreOptions
{
    /// <summary>The options for a place in the account of the sources.</summary>
    /// <param name="sources">Which account.</param>
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
