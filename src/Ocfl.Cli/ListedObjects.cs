using Ocfl.Cli.Service;
using Ocfl.Objects;

namespace Ocfl.Cli;

/// <summary>The objects of a storage root, or of a service.</summary>
/// <param name="Entries">Them, in the order of their places.</param>
/// <param name="MeasureAsync">Opens one of them, with the size of its newest version.</param>
internal sealed record ListedObjects(IAsyncEnumerable<ObjectEntry> Entries, MeasureObject MeasureAsync)
{
    /// <summary>The objects of what a word in the place of ROOT names.</summary>
    public static async Task<ListedObjects> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        if (ServiceAddress.Find(folder) is { } address)
        {
            return OfService(address, cancellationToken);
        }

        return Of(await Place.OpenRootAsync(folder, cancellationToken).ConfigureAwait(false), cancellationToken);
    }

    /// <summary>The objects of a storage root.</summary>
    public static ListedObjects Of(StorageRoot root, CancellationToken cancellationToken) => new(
        root.ListObjectsWithRemainsAsync(cancellationToken),
        (entry, token) => FileSizes.MeasureAsync(root.Storage, entry.Root, token));

    private static ListedObjects OfService(string address, CancellationToken cancellationToken)
    {
        ServiceObjects objects = ServiceObjects.Of(address);
        return new ListedObjects(objects.ListAsync(cancellationToken), objects.MeasureAsync);
    }
}

/// <summary>Opens an object that a list has found, with the size of its newest version.</summary>
/// <returns>No object if it cannot be read, and a problem if something is wrong with it.</returns>
internal delegate Task<(OcflObject? Opened, long Bytes, string? Problem)> MeasureObject(
    ObjectEntry entry, CancellationToken cancellationToken);
