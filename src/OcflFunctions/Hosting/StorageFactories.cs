using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Identity;
using Ocfl.AzureBlobs;
using Ocfl.Storage;

namespace OcflFunctions.Hosting;

/// <summary>Creates storages of one kind. Register another factory to add a kind.</summary>
public interface IStorageFactory
{
    /// <summary>The kind, as <c>Ocfl:Storage:Kind</c> and <c>Ocfl:Work:Kind</c> name it, in either case.</summary>
    string Kind { get; }

    /// <summary>
    /// The faults of the settings: the key below <c>Ocfl:Storage</c> or <c>Ocfl:Work</c>, and what is wrong with it.
    /// </summary>
    IEnumerable<(string Key, string Problem)> Validate(StoreOptions options);

    /// <summary>Creates a storage, without any access to it.</summary>
    IStorage Create(StoreOptions options);
}

/// <summary>Creates storages that are folders.</summary>
public sealed class LocalStorageFactory : IStorageFactory
{
    /// <summary>The kind.</summary>
    public const string Name = "Local";

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Problem)> Validate(StoreOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path))
        {
            yield return (nameof(options.Path), "is not set; it must name a folder");
        }
    }

    /// <summary>The folders that a storage of this kind uses, the pending area's too, as full paths; none for another kind.</summary>
    public static IReadOnlyList<string> PlacesOf(StoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Name.Equals(options.Kind, StringComparison.OrdinalIgnoreCase) || string.IsNullOrWhiteSpace(options.Path))
        {
            return [];
        }

        LocalStorage storage = Open(options);
        return storage.PendingPath is { } pending ? [storage.Location, RealPath.Resolve(storage.Location), pending] : [storage.Location];
    }

    /// <summary>The full path of a folder without links; with them if they form a cycle.</summary>
    internal static string RealPathOf(string folder)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        try
        {
            return RealPath.Resolve(path);
        }
        catch (IOException)
        {
            // Opening it reports the fault.
            return path;
        }
    }

    /// <inheritdoc/>
    public IStorage Create(StoreOptions options) => Open(options);

    private static LocalStorage Open(StoreOptions options) => new(new LocalStorageOptions
    {
        Path = options.Path!,
        PendingPath = string.IsNullOrWhiteSpace(options.PendingPath) ? null : options.PendingPath,
        Flush = options.Flush,
    });
}

/// <summary>Creates storages that are containers of Azure Blob Storage.</summary>
public sealed partial class AzureBlobStorageFactory(TimeProvider time, IMeterFactory meters) : IStorageFactory
{
    /// <summary>The kind.</summary>
    public const string Name = "AzureBlob";

    // One for all storages, since it caches the tokens.
    private readonly Lazy<TokenCredential> _credential = new(() => new DefaultAzureCredential());

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Problem)> Validate(StoreOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Container))
        {
            yield return (nameof(options.Container), "is not set; it must name a container");
        }
        else if (options.Container == "$root")
        {
            yield return (nameof(options.Container), "is '$root', whose blobs have no slash in their names; it must be a container that "
                + "can have paths");
        }
        else if (!ContainerName().IsMatch(options.Container))
        {
            yield return (nameof(options.Container), $"is '{options.Container}', which is not a container's name: 3 to 63 lower-case "
                + "letters, digits and single hyphens");
        }

        bool hasServiceUri = !string.IsNullOrWhiteSpace(options.ServiceUri);
        if (hasServiceUri != string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            yield return (nameof(options.ServiceUri), $"or {nameof(options.ConnectionString)} must be set, and not both");
        }

        if (hasServiceUri && !(Uri.TryCreate(options.ServiceUri, UriKind.Absolute, out Uri? uri) && IsBlobService(uri)))
        {
            yield return (nameof(options.ServiceUri), "is not the address of a blob service, such as "
                + "https://account.blob.core.windows.net; "
                + "without https it needs a shared access signature in it");
        }

        if (options.Path is { Length: > 0 } path && !StoragePath.IsValid(path))
        {
            yield return (nameof(options.Path), $"is '{path}', which is not a path within a container: no slash in front or at the end, "
                + "and no name that is empty, '.' or '..'");
        }
    }

    /// <inheritdoc/>
    public IStorage Create(StoreOptions options)
    {
        Uri? serviceUri = NullIfBlank(options.ServiceUri) is { } uri ? new Uri(uri) : null;
        AzureBlobStorageOptions blobs = new()
        {
            ConnectionString = NullIfBlank(options.ConnectionString),
            ServiceUri = serviceUri,
            Credential = serviceUri is null ? null : _credential.Value,
            Container = options.Container!,
            Prefix = options.Path ?? "",
            MeterFactory = meters,
            CreateContainer = options.CreatesContainer,
        };
        return new AzureBlobStorage(blobs, time);
    }

    // Tokens are not sent over plain HTTP.
    private static bool IsBlobService(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.Query.Contains("sig=", StringComparison.Ordinal));

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    [GeneratedRegex(@"^(?:\$web|(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9])$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex ContainerName();
}
