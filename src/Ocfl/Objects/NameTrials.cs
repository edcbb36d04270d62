using System.Globalization;
using System.Text;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>
/// Finds out which of the names of an export its volume treats as the same. No system call returns the rule of a volume, so the names are
/// tried.
/// </summary>
/// <param name="folder">The folder of the export.</param>
/// <param name="work">Its folder for temporary files.</param>
/// <param name="nameOnVolume">The name that a file gets; null for its own.</param>
internal sealed class NameTrials(string folder, string work, Func<string, string>? nameOnVolume)
{
    private readonly string _folder = Path.Combine(work, "names");

    /// <summary>
    /// Refuses two paths that the folder's volume would have for one. Names that may be the same on some file system are created in a
    /// folder of their own, in which each must be new.
    /// </summary>
    public void RequireApart(DigestMap state)
    {
        HashSet<int> seen = [];
        HashSet<int> doubtful = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (string path in PathsWithDirectories(state, known))
        {
            if (!seen.Add(Hash(path, StoredNames.KeyOf)))
            {
                doubtful.Add(Hash(path, StoredNames.KeyOf));
            }

            if (!Ascii.IsValid(StoragePath.GetName(path)))
            {
                doubtful.Add(Hash(path, StoredNames.BareKeyOf));
            }
        }

        if (doubtful.Count == 0)
        {
            return;
        }

        known.Clear();
        Dictionary<string, Trial> trials = new(StringComparer.Ordinal);
        try
        {
            foreach (string path in PathsWithDirectories(state, known))
            {
                if (doubtful.Contains(Hash(path, StoredNames.KeyOf)) || doubtful.Contains(Hash(path, StoredNames.BareKeyOf)))
                {
                    Try(path, trials);
                }
            }
        }
        finally
        {
            Delete();
        }
    }

    // A directory is tried once, however many files it has.
    private static IEnumerable<string> PathsWithDirectories(DigestMap state, HashSet<string> known)
    {
        foreach ((string path, _) in state.Paths)
        {
            yield return path;
            for (string directory = StoragePath.GetDirectory(path);
                directory.Length > 0 && known.Add(directory);
                directory = StoragePath.GetDirectory(directory))
            {
                yield return directory;
            }
        }
    }

    // Two paths that share it by chance are only tried without need.
    private static int Hash(string path, Func<string, string> keyOf) =>
        HashCode.Combine(StoragePath.GetDirectory(path), keyOf(StoragePath.GetName(path)));

    private void Try(string path, Dictionary<string, Trial> trials)
    {
        string parent = StoragePath.GetDirectory(path);
        if (!trials.TryGetValue(parent, out Trial? trial))
        {
            trial = new Trial(Path.Combine(_folder, trials.Count.ToString(CultureInfo.InvariantCulture)), []);
            Directory.CreateDirectory(trial.Folder);
            trials.Add(parent, trial);
        }

        string name = StoragePath.GetName(path);
        string file = Path.Combine(trial.Folder, nameOnVolume?.Invoke(name) ?? name);
        if (Path.Exists(file))
        {
            string other = trial.Names.Find(found => StoredNames.AreLike(found, name)) ?? trial.Names[^1];
            throw new ExportException(
                path,
                $"would be one with '{StoragePath.Combine(parent, other)}' in the folder, whose file system does not tell the two names "
                    + "apart");
        }

        try
        {
            new FileStream(file, FileMode.CreateNew, FileAccess.Write).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ExportException.CannotWrite(folder, path, failure);
        }

        trial.Names.Add(name);
    }

    /// <summary>Removes what was tried.</summary>
    public void Delete()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>The names of one directory that are tried, and the folder that they are tried in.</summary>
    private sealed record Trial(string Folder, List<string> Names);
}
