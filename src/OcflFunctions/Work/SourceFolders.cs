using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Hosting;

namespace OcflFunctions.Work;

/// <summary>
/// The folders that content may come from. Symbolic links below an allowed folder are refused, wherever they lead: on the way to the
/// source here, within it when it is listed.
/// </summary>
public sealed class SourceFolders(IOptions<OcflOptions> options)
{
    private static readonly StringComparison PathComparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Finds the folder that a request names.</summary>
    /// <returns>The folder's full path.</returns>
    /// <exception cref="SourceRefusedException">It is not allowed, or not there.</exception>
    public string Resolve(string directory)
    {
        if (options.Value.Sources.AllowedPaths.Count == 0)
        {
            throw SourceRefusedException.NotAllowed("No folder may be a source here: the setting Ocfl:Sources:AllowedPaths is empty.");
        }

        if (directory.Contains('\0', StringComparison.Ordinal))
        {
            throw SourceRefusedException.NotFound("A path has no NUL character.");
        }

        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(Full(options.Value.Sources.AllowedPaths[0]), directory)));
        string allowed = options.Value.Sources.AllowedPaths.Select(Full).FirstOrDefault(folder => IsWithin(path, folder))
            ?? throw SourceRefusedException.NotAllowed($"'{directory}' is not within a folder that sources may be in.");
        RequireFolders(directory, allowed, path);
        RequireApart(directory, path);
        return path;
    }

    /// <summary>Opens a folder that was resolved; it is looked at again, since it may have become a link meanwhile.</summary>
    /// <exception cref="SourceRefusedException">It is not allowed, or not there.</exception>
    public IStorage Open(string directory) => new LocalStorage(new LocalStorageOptions { Path = Resolve(directory) });

    private static void RequireFolders(string directory, string allowed, string path)
    {
        string current = allowed;
        string[] names = path.Length > allowed.Length ? path[allowed.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries) : [];
        foreach (string name in names)
        {
            current = Path.Combine(current, name);
            if (new DirectoryInfo(current).LinkTarget is not null)
            {
                throw SourceRefusedException.NotAllowed($"'{directory}' leads through a symbolic link at '{name}'; links are not followed.");
            }
        }

        if (!Directory.Exists(path))
        {
            throw SourceRefusedException.NotFound(File.Exists(path) ? $"'{directory}' is a file, not a folder." : $"There is no folder '{directory}'.");
        }
    }

    // A source that holds the work area would stage its own stage.
    private void RequireApart(string directory, string path)
    {
        foreach (StoreOptions store in new[] { options.Value.Storage, options.Value.Work })
        {
            if (store.Path is { Length: > 0 } own && LocalStorageFactory.Name.Equals(store.Kind, StringComparison.OrdinalIgnoreCase)
                && (IsWithin(path, Full(own)) || IsWithin(Full(own), path)))
            {
                throw SourceRefusedException.NotAllowed($"'{directory}' is within the storage root or the work area, or around it.");
            }
        }
    }

    private static string Full(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static bool IsWithin(string path, string folder) =>
        path.Equals(folder, PathComparison)
        || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, PathComparison);
}
