using Ocfl.Inventories;

namespace Ocfl.Staging;

/// <summary>Finds paths, and directories of them, that differ by case alone.</summary>
internal sealed class CaseTwins
{
    private readonly PathTree _written = new();
    private readonly PathTree _folded = new();

    // By folded paths: how the first one is written, and whether another is written differently.
    private readonly NumberedValues<int> _first = new();
    private readonly NumberedValues<bool> _areTwins = new();

    /// <summary>Adds a path with its directories.</summary>
    public void Add(string path)
    {
        int written = _written.Intern(path);
        for (int folded = _folded.Intern(path.ToUpperInvariant()); folded != PathTree.None; folded = _folded.ParentOf(folded))
        {
            if (_first[folded] == PathTree.None)
            {
                _first[folded] = written;
            }
            else if (_first[folded] != written)
            {
                _areTwins[folded] = true;
            }

            written = _written.ParentOf(written);
        }
    }

    /// <summary>Whether a path that was added, or a directory of it, has a twin.</summary>
    public bool Has(string path)
    {
        int folded = _folded.Find(path.ToUpperInvariant());
        while (folded != PathTree.None && !_areTwins[folded])
        {
            folded = _folded.ParentOf(folded);
        }

        return folded != PathTree.None;
    }
}
