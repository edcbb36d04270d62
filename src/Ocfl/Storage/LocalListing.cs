using System.Buffers;
using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using System.Text.Unicode;

namespace Ocfl.Storage;

/// <summary>Lists the directories of a local storage. What cannot be read is an entry with its failure or its fault.</summary>
internal sealed class LocalListing(LocalFolder folder, LocalReader reader)
{
    private const int LongestPath = 4096;
    private const int LongestName = 255;
    private const char Unreadable = '\uFFFD';

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
    };

    /// <summary>Lists a directory.</summary>
    public IEnumerable<StorageEntry> List(string directory, bool recursive, CancellationToken cancellationToken)
    {
        Stack<string> directories = new([directory]);
        while (directories.TryPop(out string? current))
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isEmpty = true;
            foreach (StorageEntry entry in ListDirectory(
                current, current == directory ? "" : StoragePath.GetDirectory(current), cancellationToken))
            {
                isEmpty = false;
                if (recursive && entry.Kind == StorageEntryKind.Directory)
                {
                    directories.Push(entry.Path);
                    continue;
                }

                yield return entry;
            }

            if (isEmpty && recursive && current != directory)
            {
                yield return new StorageEntry(StorageEntryKind.Directory, current);
            }
        }
    }

    /// <summary>
    /// Visits the paths of the regular files below a directory. Their facts are not read: the directories say what is a file.
    /// </summary>
    /// <returns>False if the system does not say it, or something cannot be read: <see cref="List"/> then has the reason.</returns>
    public bool TryVisitFiles(string directory, Action<ReadOnlySpan<char>> visit)
    {
        if (!OperatingSystem.IsLinux() || !DirectoryEntries.AreSupported)
        {
            return false;
        }

        Stack<string> directories = new([directory]);
        while (directories.TryPop(out string? current))
        {
            if (OpenAt2.TryOpen(folder.FullPath(current), OpenAt2.Directory, OpenAt2.NoLinks, out _) is not { } handle)
            {
                return false;
            }

            using DirectoryEntries entries = new(handle);
            if (!TryVisitFiles(entries, current, visit, directories))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryVisitFiles(
        DirectoryEntries entries, string directory, Action<ReadOnlySpan<char>> visit, Stack<string> directories)
    {
        Span<char> path = new char[directory.Length + 1 + LongestName];
        directory.CopyTo(path);
        int start = directory.Length == 0 ? 0 : directory.Length + 1;
        path[directory.Length] = '/';
        try
        {
            while (entries.MoveNext())
            {
                if (entries.Type == DirectoryEntries.UnknownType
                    || Utf8.ToUtf16(entries.NameWithNul[..^1], path[start..], out _, out int length, replaceInvalidSequences: false)
                        != OperationStatus.Done)
                {
                    return false;
                }

                if (entries.Type == DirectoryEntries.DirectoryType)
                {
                    directories.Push(new string(path[..(start + length)]));
                }
                else if (entries.Type == DirectoryEntries.FileType)
                {
                    visit(path[..(start + length)]);
                }
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private IEnumerable<StorageEntry> ListDirectory(string directory, string known, CancellationToken cancellationToken)
    {
        StorageException? failure = folder.Failures.Try(
            directory, () => Enumerate(directory, known), out IEnumerator<StorageEntry?>? enumerator);
        using (enumerator)
        {
            while (failure is null && enumerator is not null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                failure = folder.Failures.Try(directory, enumerator.MoveNext, out bool isThere);
                if (failure is not null || !isThere)
                {
                    break;
                }

                // A file that is gone since the directory was read is not one of its entries.
                if (enumerator.Current is { } entry)
                {
                    yield return entry;
                }
            }
        }

        if (failure is not null)
        {
            yield return new StorageEntry(StorageEntryKind.Other, directory) { Failure = failure };
        }
    }

    private IEnumerator<StorageEntry?>? Enumerate(string directory, string known)
    {
        if (reader.LeadsThroughLink(directory, known))
        {
            return null;
        }

        try
        {
            return new FileSystemEnumerable<StorageEntry?>(
                folder.FullPath(directory), (ref FileSystemEntry entry) => Describe(ref entry, directory), Everything).GetEnumerator();
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    private StorageEntry? Describe(ref FileSystemEntry entry, string directory)
    {
        string path = StoragePath.Combine(directory, entry.FileName.ToString());
        try
        {
            return LocalEntry.TryGet(Path.Join(entry.Directory, entry.FileName)) switch
            {
                { Kind: StorageEntryKind.File } file => new StorageEntry(StorageEntryKind.File, path, LocalReader.Describe(path, file)),
                { } other => new StorageEntry(other.Kind, path) { IsLink = other.IsLink },
                null => DescribeUnseen(ref entry, path),
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new StorageEntry(StorageEntryKind.Other, path) { Failure = folder.Failures.At(path, failure) };
        }
    }

    // It is gone since the directory was read; or the path that it was given here does not lead to it.
    private static StorageEntry? DescribeUnseen(ref FileSystemEntry entry, string path)
    {
        int length = Encoding.UTF8.GetByteCount(entry.Directory) + 1 + Encoding.UTF8.GetByteCount(entry.FileName);
        return entry.FileName.Contains(Unreadable) ? new StorageEntry(StorageEntryKind.Other, path) { Fault = StorageEntry.NameIsNotUtf8 }
            : OperatingSystem.IsLinux() && length >= LongestPath ? throw new PathTooLongException(
                string.Create(
                    CultureInfo.InvariantCulture, $"The path is {length} bytes long, and the system opens none of {LongestPath} or more."))
            : null;
    }
}
