using System.Runtime.CompilerServices;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Sources;

/// <summary>The files of a source that an update takes.</summary>
/// <param name="source">The source.</param>
/// <param name="directory">The directory in it whose files are taken; empty for all.</param>
/// <param name="mode">How they become a version state. With <see cref="UpdateMode.Select"/> only those are listed that a change
/// names.</param>
/// <param name="changes">The changes of the update.</param>
public sealed class SourceFiles(IStorage source, string directory, UpdateMode mode, IReadOnlyList<StateChange> changes)
{
    private readonly IReadOnlySet<string>? _named = mode == UpdateMode.Select ? StateChange.SourcePaths(changes) : null;

    /// <summary>Whether a file, by its logical path, is included; all files are by default.</summary>
    public Func<string, bool> Includes { get; init; } = _ => true;

    /// <summary>
    /// Whether an entry that is not a file, by its logical path, or something below it would be included. Such an entry is refused. All
    /// are by default.
    /// </summary>
    public Func<string, bool> IncludesWithin { get; init; } = _ => true;

    /// <summary>Lists the files.</summary>
    /// <exception cref="InvalidUpdateException">An entry is neither a file nor a directory.</exception>
    /// <exception cref="StorageException">The source, or an entry of it, cannot be read.</exception>
    public async IAsyncEnumerable<StorageFile> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (StorageEntry entry in source.ListAsync(directory, recursive: true, cancellationToken).ConfigureAwait(false))
        {
            string path = LogicalPathOf(entry.Path);
            if (entry.Kind == StorageEntryKind.Other && IncludesWithin(path))
            {
                SourceFaults.RequireReadable(entry);
                throw new InvalidUpdateException(
                    $"'{entry.Path}' in the source is not a file that an object can have: links are not followed, and no name in a path "
                        + "may be empty, '.' or '..'.");
            }

            // A directory without files is not listed: a version state has files only (OCFL 1.1, section 3.5.3.1).
            if (entry.File is { } file && Includes(path) && _named?.Contains(path) != false)
            {
                yield return file;
            }
        }
    }

    /// <summary>The logical path of a file of the source.</summary>
    /// <param name="path">The file's path in the source.</param>
    public string LogicalPathOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return directory.Length == 0 ? path : path[(directory.Length + 1)..];
    }
}
