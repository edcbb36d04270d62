using Ocfl.Inventories;
using Ocfl.Objects;

namespace Ocfl.Cli;

/// <summary>
/// In which version each file of a version last became what it is: was added, changed, or got its name. Takes 4 bytes a file; reads
/// the differences of the versions, the newest first, until all are found.
/// </summary>
internal sealed class FileVersions
{
    private readonly int[] _numbers;

    public FileVersions(OcflObject source, OcflVersion version, SortedPaths files)
    {
        _numbers = new int[files.Count];
        int missing = files.Count;
        for (int number = version.Number.Number; number > 1 && missing > 0; number--)
        {
            foreach (FileChange change in OcflObject.Compare(source.Versions[number - 2], source.Versions[number - 1]))
            {
                int index = files.FindFirst(change.Path);
                if (change.Kind != FileChangeKind.Removed && index < files.Count && files[index].Key == change.Path && _numbers[index] == 0)
                {
                    _numbers[index] = number;
                    missing--;
                }
            }
        }
    }

    /// <summary>The number of the version of a file, by its place among the files.</summary>
    public int this[int index] => Math.Max(_numbers[index], 1);
}
