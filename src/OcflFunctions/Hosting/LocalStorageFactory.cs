using Ocfl.Storage;

namespace OcflFunctions.Hosting;

/// <summary>Makes storages that are folders.</summary>
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

    /// <summary>The folders that a storage of this kind uses, the pending area's too, as full paths; none of another kind's.</summary>
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

    /// <summary>The full path of a folder without links; with them where they lead around in a circle.</summary>
    internal static string RealPathOf(string folder)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        try
        {
            return RealPath.Resolve(path);
        }
        catch (IOException)
        {
            // Whoever opens it says so.
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
