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

    /// <inheritdoc/>
    public IStorage Create(StoreOptions options) => new LocalStorage(new LocalStorageOptions
    {
        Path = options.Path!,
        PendingPath = string.IsNullOrWhiteSpace(options.PendingPath) ? null : options.PendingPath,
        Flush = options.Flush,
    });
}
