using System.Collections;

namespace Ocfl.Inventories;

/// <summary>A set of paths, each name held once in its directory: a million paths take tens of megabytes.</summary>
internal sealed class PathSet : IReadOnlyCollection<string>
{
    private readonly PathTree _paths = new();
    private readonly NumberedValues<bool> _isHere = new();

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <summary>Adds a path.</summary>
    public void Add(string path) => Change(_paths.Intern(path), isHere: true);

    /// <summary>Removes a path.</summary>
    /// <returns>False if it was not here.</returns>
    public bool Remove(ReadOnlySpan<char> path) => _paths.Find(path) is int number and not PathTree.None && Change(number, isHere: false);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator()
    {
        for (int number = 1; number < _paths.Count; number++)
        {
            if (_isHere[number])
            {
                yield return _paths[number];
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private bool Change(int number, bool isHere)
    {
        if (_isHere[number] == isHere)
        {
            return false;
        }

        _isHere[number] = isHere;
        Count += isHere ? 1 : -1;
        return true;
    }
}
