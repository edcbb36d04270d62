using System.Globalization;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Tests.Updates;

/// <summary>A version's files, and random changes to them: a model that knows nothing of how the library makes them.</summary>
internal sealed class RandomTree(Random random)
{
    private static readonly string[] Names = [
        "a",
        "b.txt",
        "Ünïcødé",
        "文字",
        "🙂",
        "with space",
        "quote\"s",
        "back\\slash",
        "per%cent",
        "-dash",
        "dots..",
        "UPPER",
        "e\u0301",
        "é",
        ".hidden",
        "tab\t",
    ];

    private Dictionary<string, string> _files = [];

    /// <summary>The files that changes take content from, by name.</summary>
    public Dictionary<string, string> Sources { get; } = [];

    public IReadOnlyDictionary<string, string> Files => _files;

    public Dictionary<string, string> Copy() => new(_files);

    /// <summary>Puts new files in the place of all.</summary>
    public void Replace()
    {
        _files.Clear();
        Merge();
    }

    /// <summary>Puts new files among those that are there.</summary>
    /// <returns>The new ones.</returns>
    public Dictionary<string, string> Merge()
    {
        Dictionary<string, string> added = [];
        for (int i = random.Next(10); i > 0; i--)
        {
            string path = NewPath();
            if (_files.ContainsKey(path) || IsFree(path))
            {
                _files[path] = added[path] = NewContent();
            }
        }

        return added;
    }

    /// <summary>Makes some changes.</summary>
    /// <param name="versions">The files of the versions that there are.</param>
    public List<StateChange> Change(IReadOnlyList<Dictionary<string, string>> versions)
    {
        List<StateChange> changes = [];
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            StateChangeKind kind = (StateChangeKind)random.Next(Enum.GetValues<StateChangeKind>().Length);
            if (TryChange(kind, versions) is { } change)
            {
                changes.Add(change);
            }
        }

        return changes;
    }

    private StateChange? TryChange(StateChangeKind kind, IReadOnlyList<Dictionary<string, string>> versions) => kind switch
    {
        StateChangeKind.Add => TryAdd(),
        StateChangeKind.Restore => TryRestore(random.Next(versions.Count), versions),
        _ when _files.Count == 0 => null,
        StateChangeKind.Replace => Put(kind, _files.Keys.ElementAt(random.Next(_files.Count))),
        StateChangeKind.Remove => Remove(),
        _ => TryMove(kind),
    };

    private StateChange? TryAdd() => NewPath() is var path && IsFree(path) ? Put(StateChangeKind.Add, path) : null;

    private StateChange Put(StateChangeKind kind, string path)
    {
        string source = string.Create(CultureInfo.InvariantCulture, $"source {Sources.Count}");
        Sources[source] = _files[path] = NewContent();
        return new() { Kind = kind, Path = path, Content = source };
    }

    private StateChange Remove()
    {
        string path = FileOrDirectory(_files);
        Take(_files, path);
        return new() { Kind = StateChangeKind.Remove, Path = path };
    }

    private StateChange? TryMove(StateChangeKind kind)
    {
        string from = FileOrDirectory(_files);
        string to = NewPath();
        if (!IsFree(to) || StoragePath.IsWithin(to, from))
        {
            return null;
        }

        Dictionary<string, string> moved = Take(kind == StateChangeKind.Copy ? Copy() : _files, from);
        foreach ((string path, string content) in moved)
        {
            _files[to + path[from.Length..]] = content;
        }

        return new() { Kind = kind, From = from, To = to };
    }

    private StateChange? TryRestore(int index, IReadOnlyList<Dictionary<string, string>> versions)
    {
        string version = $"v{index + 1}";
        if (random.Next(4) == 0 || versions[index].Count == 0)
        {
            _files = new(versions[index]);
            return new() { Kind = StateChangeKind.Restore, Version = version };
        }

        string path = FileOrDirectory(versions[index]);
        if (HasFileAbove(path))
        {
            return null;
        }

        Take(_files, path);
        foreach ((string restored, string content) in Take(new(versions[index]), path))
        {
            _files[restored] = content;
        }

        return new() { Kind = StateChangeKind.Restore, Version = version, Path = path };
    }

    private static Dictionary<string, string> Take(Dictionary<string, string> files, string path)
    {
        Dictionary<string, string> taken = files.Where(file => StoragePath.IsWithin(file.Key, path)).ToDictionary();
        foreach (string gone in taken.Keys)
        {
            files.Remove(gone);
        }

        return taken;
    }

    private string FileOrDirectory(Dictionary<string, string> files)
    {
        string path = files.Keys.ElementAt(random.Next(files.Count));
        string[] names = path.Split('/');
        return string.Join('/', names[..random.Next(1, names.Length + 1)]);
    }

    private bool IsFree(string path) => !HasFileAbove(path) && !_files.Keys.Any(file => StoragePath.IsWithin(file, path));

    private bool HasFileAbove(string path) => _files.Keys.Any(file => file != path && StoragePath.IsWithin(path, file));

    private string NewPath() => string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Names[random.Next(Names.Length)]));

    private string NewContent() => random.Next(12) switch
    {
        0 => "",
        1 => new string((char)random.Next(0x20, 0x2000), random.Next(20_000)),
        _ => string.Create(CultureInfo.InvariantCulture, $"content {random.Next(8)} \0\r\n"),
    };
}
