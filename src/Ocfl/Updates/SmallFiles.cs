using System.Runtime.CompilerServices;
using Ocfl.Sources;
using Ocfl.Staging;

namespace Ocfl.Updates;

/// <summary>Groups the small files of a source that are taken together. Few files are not grouped: they are taken in parallel.</summary>
internal static class SmallFiles
{
    /// <summary>All the files, in groups or each alone.</summary>
    /// <param name="files">The files.</param>
    /// <param name="areTogether">Whether there are groups.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async IAsyncEnumerable<IReadOnlyList<ContentsFile>> GroupAsync(
        IAsyncEnumerable<ContentsFile> files, bool areTogether, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ContentsFile> group = [];
        long bytes = 0;
        await foreach (ContentsFile file in files.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!areTogether || !file.IsTaken || file.File.Length > ContentInMemory.MostBytes)
            {
                yield return [file];
                continue;
            }

            group.Add(file);
            bytes += file.File.Length;
            if (SmallContents.IsGroup(group.Count, bytes))
            {
                yield return group;
                group = [];
                bytes = 0;
            }
        }

        foreach (ContentsFile file in group)
        {
            yield return [file];
        }
    }
}
