using System.Diagnostics.Metrics;
using Ocfl.AzureBlobs;
using Ocfl.Storage;

namespace OcflFunctions.Hosting;

/// <summary>Makes storages that are containers of Azure Blob Storage.</summary>
public sealed class AzureBlobStorageFactory(TimeProvider time, IMeterFactory meters) : IStorageFactory
{
    /// <summary>The kind.</summary>
    public const string Name = "AzureBlob";

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Problem)> Validate(StoreOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Container))
        {
            yield return (nameof(options.Container), "is not set; it must name a container");
        }

        bool hasServiceUri = !string.IsNullOrWhiteSpace(options.ServiceUri);
        if (hasServiceUri != string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            yield return (nameof(options.ServiceUri), $"or {nameof(options.ConnectionString)} must be set, and not both");
        }

        if (hasServiceUri && !(Uri.TryCreate(options.ServiceUri, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)))
        {
            yield return (nameof(options.ServiceUri), "is no address of a blob service, such as https://account.blob.core.windows.net");
        }

        if (options.Path is { Length: > 0 } path && !StoragePath.IsValid(path))
        {
            yield return (nameof(options.Path), $"is '{path}', which is no path within a container: no slash in front or at the end, and no name that is empty, '.' or '..'");
        }
    }

    /// <inheritdoc/>
    public IStorage Create(StoreOptions options) => new AzureBlobStorage(
        new()
        {
            ConnectionString = NullIfBlank(options.ConnectionString),
            ServiceUri = NullIfBlank(options.ServiceUri) is { } uri ? new Uri(uri) : null,
            Container = options.Container!,
            Prefix = options.Path ?? "",
            MeterFactory = meters,
            CreateContainer = options is not RootStoreOptions { CreateRoot: false },
        },
        time);

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
