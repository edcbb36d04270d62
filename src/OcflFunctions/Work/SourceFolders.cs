using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;

namespace OcflFunctions.Work;

/// <summary>
/// The folders that content may come from. Symbolic links below an allowed folder are refused, wherever they lead: on the way to the
/// source here, within it when it is listed.
/// </summary>
public sealed class SourceFolders(IOptions<OcflOptions> options) : ISourceKind
{
    private const string Field = "source.directory";
    private static readonly StringComparison PathComparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <inheritdoc/>
    public bool IsNamedBy(UpdateSource source) => source.Directory is not null;

    /// <inheritdoc/>
    public Task<UpdateSource> ResolveAsync(UpdateSource source, CancellationToken cancellationToken) =>
        Task.FromResult(source with { Directory = Resolve(source.Directory!) });

    /// <inheritdoc/>
    /// <remarks>A folder may have become a link.</remarks>
    public IStorage Open(UpdateSource source) => new LocalStorage(new LocalStorageOptions { Path = Resolve(source.Directory!) });

    /// <summary>Finds the folder that a request names.</summary>
    /// <returns>The folder's full path.</returns>
    /// <exception cref="SourceRefusedException">It is not allowed, or not there.</exception>
    public string Resolve(string directory)
    {
        if (options.Value.Sources.AllowedPaths.Count == 0)
        {
            throw SourceRefusedException.NotAllowed(Field, "No folder may be a source here: the setting Ocfl:Sources:AllowedPaths is empty.");
        }

        if (directory.Contains('\0', StringComparison.Ordinal))
        {
            throw SourceRefusedException.NotFound(Field, "A path has no NUL character.");
        }

        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(Full(options.Value.Sources.AllowedPaths[0]), directory)));
        string allowed = options.Value.Sources.AllowedPaths.Select(Full).FirstOrDefault(folder => IsWithin(path, folder))
            ?? throw SourceRefusedException.NotAllowed(Field, $"'{directory}' is not within a folder that sources may be in.");
        RequireFolders(directory, allowed, path);
        RequireApart(directory, path);
        return path;
    }

    private static void RequireFolders(string directory, string allowed, string path)
    {
        string current = allowed;
        string[] names = path.Length > allowed.Length ? path[allowed.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries) : [];
        foreach (string name in names)
        {
            current = Path.Combine(current, name);
            if (new DirectoryInfo(current).LinkTarget is not null)
            {
                throw SourceRefusedException.NotAllowed(Field, $"'{directory}' leads through a symbolic link at '{name}'; links are not followed.");
            }
        }

        if (!Directory.Exists(path))
        {
            throw SourceRefusedException.NotFound(Field, File.Exists(path) ? $"'{directory}' is a file, not a folder." : $"There is no folder '{directory}'.");
        }
    }

    // A source that holds the work area would stage its own stage.
    private void RequireApart(string directory, string path)
    {
        foreach (StoreOptions store in new[] { options.Value.Storage, options.Value.Work })
        {
            if (LocalStorageFactory.PlacesOf(store).Any(own => IsWithin(path, own) || IsWithin(own, path)))
            {
                throw SourceRefusedException.NotAllowed(Field, $"'{directory}' is within the storage root or the work area, or around it.");
            }
        }
    }

    private static string Full(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static bool IsWithin(string path, string folder) =>
        path.Equals(folder, PathComparison)
        || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, PathComparison);
}
