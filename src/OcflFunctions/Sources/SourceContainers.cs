using Azure;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;

namespace OcflFunctions.Sources;

/// <summary>The containers of blobs that content may come from.</summary>
public sealed class SourceContainers(
    IOptions<OcflOptions> options, IEnumerable<IStorageFactory> factories, ObjectStore objects, WorkArea work) : ISourceKind
{
    private const string ContainerField = "source.container";
    private const string PrefixField = "source.prefix";

    private readonly IStorageFactory _blobs = factories.First(factory => factory.Kind == AzureBlobStorageFactory.Name);

    private SourceOptions Settings => options.Value.Sources;

    /// <inheritdoc/>
    public bool IsNamedBy(UpdateSource source) => source.Container is not null;

    /// <inheritdoc/>
    public async Task<UpdateSource> ResolveAsync(UpdateSource source, CancellationToken cancellationToken)
    {
        using OpenedSource opened = Open(source);
        try
        {
            if (!await opened.Storage.ListAsync("", recursive: false, cancellationToken).AnyAsync(cancellationToken)
                && source.Prefix is { Length: > 0 } prefix)
            {
                throw SourceRefusedException.NotFound(
                    PrefixField, $"There is nothing below '{prefix}' in the container '{source.Container}'.");
            }
        }
        catch (StorageException missing) when (missing.InnerException is RequestFailedException { Status: 404 })
        {
            throw SourceRefusedException.NotFound(ContainerField, $"There is no container '{source.Container}'.", missing);
        }

        return source;
    }

    /// <inheritdoc/>
    public OpenedSource Open(UpdateSource source)
    {
        RequireAllowed(source.Container!, source.Prefix ?? "");
        IStorage storage = _blobs.Create(new SourceStoreOptions(Settings, StoragePath.Combine(source.Container!, source.Prefix ?? "")));
        RequireApart(source, storage);
        return new OpenedSource(storage);
    }

    private void RequireAllowed(string container, string prefix)
    {
        if (Settings.AllowedContainers.Count == 0)
        {
            throw SourceRefusedException.NotAllowed(
                ContainerField, "No container may be a source here: the setting Ocfl:Sources:AllowedContainers is empty.");
        }

        SourceStoreOptions[] allowed = [.. Settings.AllowedContainers.Select(place => new SourceStoreOptions(Settings, place)).Where(
            place => place.Container == container)];
        if (allowed.Length == 0)
        {
            throw SourceRefusedException.NotAllowed(ContainerField, $"'{container}' is not a container that sources may be in.");
        }

        if (!Array.Exists(allowed, place => StoragePath.IsWithin(prefix, place.Path!)))
        {
            throw SourceRefusedException.NotAllowed(
                PrefixField, $"'{prefix}' is not within a prefix of the container '{container}' that sources may be in.");
        }
    }

    // A source that contains the work area would stage its own stage.
    private void RequireApart(UpdateSource source, IStorage storage)
    {
        foreach (string own in (string[])[objects.Storage.Location, work.Storage.Location])
        {
            if (StoragePath.IsWithin(storage.Location, own) || StoragePath.IsWithin(own, storage.Location))
            {
                throw SourceRefusedException.NotAllowed(
                    source.Prefix is null ? ContainerField : PrefixField,
                    $"'{StoragePath.Combine(source.Container!, source.Prefix ?? "")}' is within the storage root or the work area, or "
                        + "around it.");
            }
        }
    }
}
