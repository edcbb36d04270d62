namespace OcflFunctions.Hosting;

/// <summary>Where a storage is.</summary>
public class StoreOptions
{
    /// <summary>What kind it is: <c>Local</c> for a folder, or the name of another <see cref="IStorageFactory"/>.</summary>
    public string Kind { get; set; } = LocalStorageFactory.Name;

    /// <summary>The folder, for <c>Local</c>; within the container, for <c>AzureBlob</c>.</summary>
    public string? Path { get; set; }

    /// <summary>The folder for what is not committed yet, on the same mount, for <c>Local</c>; null for one beside <see cref="Path"/>, or in its extensions where that cannot be.</summary>
    public string? PendingPath { get; set; }

    /// <summary>The container, for <c>AzureBlob</c>.</summary>
    public string? Container { get; set; }

    /// <summary>The blob service's address, for <c>AzureBlob</c> with an identity instead of a key.</summary>
    public string? ServiceUri { get; set; }

    /// <summary>The connection string, for <c>AzureBlob</c> with a key.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether a write is done only when it is on the disk, for <c>Local</c>. False leaves the moment to the operating system.</summary>
    public bool Flush { get; set; } = true;

    /// <summary>Whether a container is made where it does not exist, for <c>AzureBlob</c>.</summary>
    internal virtual bool CreatesContainer => true;
}
