namespace OcflFunctions.Hosting;

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
