using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;

namespace OcflFunctions.Sources;

/// <summary>
/// The folders that content may come from. Symbolic links below an allowed folder are refused, wherever they lead: by the kernel if it
/// can (<see cref="LocalSource"/>), so that a folder that becomes a link meanwhile is refused too.
/// </summary>
public sealed class SourceFolders : ISourceKind
{
    private const string Field = "source.directory";

    private readonly IOptions<OcflOptions> _options;
    private readonly Func<bool> _canKeepBeneath;
    private readonly Lazy<string[]> _ownPlaces;

    /// <summary>The folders that the settings allow.</summary>
    public SourceFolders(IOptions<OcflOptions> options)
        : this(options, LocalSource.IsSupported)
    {
    }

    internal SourceFolders(IOptions<OcflOptions> options, Func<bool> canKeepBeneath)
    {
        _options = options;
        _canKeepBeneath = canKeepBeneath;

        // If it fails now, on a volume that is not mounted, the next request tries again.
        _ownPlaces = new(FindOwnPlaces, LazyThreadSafetyMode.PublicationOnly);
    }

    private SourceOptions Settings => _options.Value.Sources;

    /// <inheritdoc/>
    public bool IsNamedBy(UpdateSource source) => source.Directory is not null;

    /// <inheritdoc/>
    public Task<UpdateSource> ResolveAsync(UpdateSource source, CancellationToken cancellationToken) =>
        Task.FromResult(source with { Directory = Resolve(source.Directory!) });

    /// <inheritdoc/>
    /// <remarks>A folder may have become a link since it was resolved.</remarks>
    public OpenedSource Open(UpdateSource source) => Open(Find(source.Directory!));

    /// <summary>Finds the folder that a request names.</summary>
    /// <returns>The folder's full path.</returns>
    /// <exception cref="SourceRefusedException">It is not allowed, or does not exist.</exception>
    /// <exception cref="StorageException">It cannot be read.</exception>
    internal string Resolve(string directory)
    {
        Place place = Find(directory);
        using OpenedSource opened = Open(place);
        return place.Path;
    }

    private Place Find(string directory)
    {
        if (Settings.AllowedPaths.Count == 0)
        {
            throw SourceRefusedException.NotAllowed(
                Field, "No folder may be a source here: the setting Ocfl:Sources:AllowedPaths is empty.");
        }

        if (directory.Contains('\0', StringComparison.Ordinal))
        {
            throw SourceRefusedException.NotFound(Field, "A path must not have a NUL character.");
        }

        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(Full(Settings.AllowedPaths[0]), directory)));
        string allowed = Settings.AllowedPaths.Select(Full).FirstOrDefault(folder => RealPath.IsWithin(path, folder))
            ?? throw SourceRefusedException.NotAllowed(Field, $"'{directory}' is not within a folder that sources may be in.");
        RequireApart(directory, path);
        return new Place(directory, allowed, path);
    }

    private OpenedSource Open(Place place)
    {
        if (!_canKeepBeneath())
        {
            return OpenByPath(place);
        }

        try
        {
            return new OpenedSource(LocalSource.Open(place.Allowed, string.Join('/', place.Names)));
        }
        catch (StorageFileNotFoundException missing)
        {
            RequireFolders(place);
            throw SourceRefusedException.NotFound(Field, $"There is no folder '{place.Directory}'.", missing);
        }
    }

    private OpenedSource OpenByPath(Place place)
    {
        if (Settings.RequireBeneath)
        {
            throw SourceRefusedException.NotAllowed(
                Field,
                "No folder may be a source here: the setting Ocfl:Sources:RequireBeneath is true, and this system cannot confine "
                    + "reads to a folder (openat2 of Linux 5.6).");
        }

        RequireFolders(place);
        return new OpenedSource(new LocalStorage(new LocalStorageOptions { Path = place.Path }));
    }

    /// <summary>Refuses a place, and names the part of its path that is at fault.</summary>
    private static void RequireFolders(Place place)
    {
        string current = place.Allowed;
        foreach (string name in place.Names)
        {
            current = Path.Combine(current, name);
            if (new DirectoryInfo(current).LinkTarget is not null)
            {
                throw SourceRefusedException.NotAllowed(
                    Field, $"'{place.Directory}' leads through a symbolic link at '{name}'; links are not followed.");
            }
        }

        if (!Directory.Exists(place.Path))
        {
            throw SourceRefusedException.NotFound(
                Field,
                File.Exists(place.Path) ? $"'{place.Directory}' is a file, not a folder." : $"There is no folder '{place.Directory}'.");
        }
    }

    // A source that contains the work area would stage its own stage. An allowed folder may be a link to it.
    private void RequireApart(string directory, string path)
    {
        string real = LocalStorageFactory.RealPathOf(path);
        if (!_ownPlaces.Value.All(own => RealPath.AreApart(path, own) && RealPath.AreApart(real, own)))
        {
            throw SourceRefusedException.NotAllowed(Field, $"'{directory}' is within the storage root or the work area, or around it.");
        }
    }

    private string[] FindOwnPlaces() =>
        [.. LocalStorageFactory.PlacesOf(_options.Value.Storage), .. LocalStorageFactory.PlacesOf(_options.Value.Work)];

    private static string Full(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <param name="Directory">As the request names it.</param>
    /// <param name="Allowed">The allowed folder that it is within, as a full path.</param>
    /// <param name="Path">Its own full path.</param>
    private sealed record Place(string Directory, string Allowed, string Path)
    {
        /// <summary>The names on the way from the allowed folder.</summary>
        public IReadOnlyList<string> Names { get; } =
            Path.Length > Allowed.Length
                ? Path[Allowed.Length..].Split(System.IO.Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
                : [];
    }
}
