using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>
/// Writes a version's files to a folder. Each is verified before it gets its name, so that what is there is right; what an earlier
/// run has written is verified and kept, so that an export which was stopped can be run again. Nothing is written outside the folder,
/// not through a symbolic link either.
/// </summary>
public sealed class VersionExport
{
    private const string WorkFolder = ".ocfl-export";
    private const int BufferSize = 256 * 1024;

    private readonly OcflObject _object;
    private readonly string _folder;
    private readonly string _work;
    private readonly NameTrials _trials;
    private readonly ExportOptions _options;
    private readonly DigestAlgorithm _algorithm;
    private readonly ConcurrentDictionary<string, bool> _directories = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _made = new(StringComparer.Ordinal);
    private readonly long _total;
    private long _files;
    private long _bytes;
    private long _kept;

    private VersionExport(OcflObject source, OcflVersion version, string folder, ExportOptions options)
    {
        _object = source;
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _work = Path.Combine(_folder, WorkFolder);
        _trials = new(_folder, _work, options.NameOnVolume);
        _options = options;
        _algorithm = DigestAlgorithm.Get(source.CurrentInventory.DigestAlgorithm);
        _total = version.Description.State.PathCount;
    }

    /// <summary>Exports a version.</summary>
    /// <param name="source">The object.</param>
    /// <param name="version">One of its versions.</param>
    /// <param name="folder">Where to; created if it does not exist. Other files in it stay.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops it; it can then be run again.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="ExportException">A path would lead out of the folder, or something else is in its place, or the folder cannot be
    /// written.</exception>
    /// <exception cref="CorruptObjectException">A content is not what the inventory says; it was not exported.</exception>
    public static async Task<ExportProgress> RunAsync(
        OcflObject source, OcflVersion version, string folder, ExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(version);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        VersionExport export = new(source, version, folder, options ?? new ExportOptions());
        try
        {
            return await export.RunAsync(version.Description.State, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExportException(folder, "cannot be written: " + exception.Message.TrimEnd('.'), exception);
        }
    }

    private async Task<ExportProgress> RunAsync(DigestMap state, CancellationToken cancellationToken)
    {
        foreach ((string path, _) in state.Paths)
        {
            RequireInside(path);
        }

        bool isDone = false;
        try
        {
            MakeDirectory(_folder);
            using (TakeWorkFolder())
            {
                _trials.RequireApart(state);
                ParallelOptions parallel = new() { MaxDegreeOfParallelism = _options.Concurrency, CancellationToken = cancellationToken };
                await Parallel.ForEachAsync(
                    state.Paths,
                    parallel,
                    async (file, token) => await ExportAsync(file.Key, file.Value, token).ConfigureAwait(false)).ConfigureAwait(false);
            }

            isDone = true;
        }
        finally
        {
            DeleteIfEmpty(_work);
            if (!isDone)
            {
                // Those below have longer paths.
                foreach (string made in _made.Keys.OrderByDescending(made => made.Length))
                {
                    DeleteIfEmpty(made);
                }
            }
        }

        return GetProgress();
    }

    /// <summary>Creates a directory and those above it, and remembers which are new.</summary>
    private void MakeDirectory(string directory)
    {
        for (string? missing = directory; missing is not null && !Path.Exists(missing); missing = Path.GetDirectoryName(missing))
        {
            _made.TryAdd(missing, true);
        }

        Directory.CreateDirectory(directory);
    }

    // Files that another process has put there meanwhile, such as another export, stay.
    private static void DeleteIfEmpty(string directory)
    {
        try
        {
            // Deleting a link would delete the link itself, which the export did not create.
            if (new DirectoryInfo(directory).LinkTarget is null)
            {
                Directory.Delete(directory);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Locks the folder for temporary files against other exports, and removes what a stopped export has left there.</summary>
    private FileStream TakeWorkFolder()
    {
        RequireRealDirectory(WorkFolder);
        FileStream held;
        try
        {
            held = new FileStream(
                Path.Combine(_work, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 1,
                FileOptions.DeleteOnClose);
        }
        catch (IOException exception)
        {
            throw new ExportException(_folder, "is being exported to by another process", exception);
        }

        foreach (string left in Directory.EnumerateFiles(_work, "*.part"))
        {
            File.Delete(left);
        }

        _trials.Delete();
        return held;
    }

    /// <summary>Writes, and reports a failure with the path that it is about.</summary>
    private void WriteOrRefuse(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ExportException.CannotWrite(_folder, path, failure);
        }
    }

    private async Task ExportAsync(string path, string digest, CancellationToken cancellationToken)
    {
        string file = Path.Combine(_folder, path.Replace('/', Path.DirectorySeparatorChar));
        RequireRealDirectory(StoragePath.GetDirectory(path));
        bool isThere = await IsThereAsync(path, file, digest, cancellationToken).ConfigureAwait(false);
        if (isThere)
        {
            Interlocked.Increment(ref _kept);
        }
        else
        {
            await WriteAsync(path, file, digest, cancellationToken).ConfigureAwait(false);
        }

        Interlocked.Increment(ref _files);
        _options.Progress?.Report(GetProgress());
    }

    /// <summary>Whether the file is there with the right content.</summary>
    /// <exception cref="ExportException">Something else is there, and may not be replaced.</exception>
    private async Task<bool> IsThereAsync(string path, string file, string digest, CancellationToken cancellationToken)
    {
        LocalEntry? present = null;
        WriteOrRefuse(path, () => present = LocalEntry.TryGet(file));
        if (present is null)
        {
            return false;
        }

        if (present is { Kind: StorageEntryKind.File })
        {
            FileStream content = new(LocalFile.OpenRead(file), FileAccess.Read, bufferSize: 0);
            await using (content.ConfigureAwait(false))
            {
                ContentDigests digests = await MultiDigest.DigestAsync(content, [_algorithm], cancellationToken).ConfigureAwait(false);
                if (string.Equals(digests[_algorithm], digest, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            if (_options.Overwrite)
            {
                return false;
            }
        }

        throw new ExportException(path, present switch
        {
            { IsLink: true } => "is a symbolic link in the folder",
            { Kind: StorageEntryKind.File } => "is in the folder with another content",
            { Kind: StorageEntryKind.Directory } => "is a directory in the folder",
            _ => "is in the folder, and is not a file",
        });
    }

    private async Task WriteAsync(string path, string file, string digest, CancellationToken cancellationToken)
    {
        string part = Path.Combine(_work, Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture) + ".part");
        bool isMoved = false;
        try
        {
            ContentReader reader = await _object.OpenContentAsync(
                digest, new ContentReadOptions { Verify = true }, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                using SafeFileHandle target = LocalFile.CreateNew(part);
                await CopyAsync(reader.Content, target, cancellationToken).ConfigureAwait(false);
            }

            _options.Placing?.Invoke(file);
            WriteOrRefuse(path, () => isMoved = Place(part, file, path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ExportException.CannotWrite(_folder, path, failure);
        }
        finally
        {
            if (!isMoved)
            {
                File.Delete(part);
            }
        }
    }

    private async Task CopyAsync(Stream content, SafeFileHandle target, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long position = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                LocalBytes.Write(target, buffer.AsSpan(0, read), position);
                position += read;
                Interlocked.Add(ref _bytes, read);
                _options.Progress?.Report(GetProgress());
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Whether the part itself was moved: the new name may be on another volume, that is mounted in the folder.
    private bool Place(string part, string file, string path)
    {
        try
        {
            PlaceOnVolume(part, file, path);
            return true;
        }
        catch (IOException failure) when (LocalRename.IsOtherVolume(failure))
        {
            string beside = Path.Combine(Path.GetDirectoryName(file)!, WorkFolder + "-" + Path.GetFileName(part));
            try
            {
                File.Copy(part, beside);
                PlaceOnVolume(beside, file, path);
                return false;
            }
            finally
            {
                File.Delete(beside);
            }
        }
    }

    private void PlaceOnVolume(string part, string file, string path)
    {
        switch (_options.Overwrite ? null : LocalRename.TryToNewName(part, file))
        {
            case RenameOutcome.Renamed:
                break;
            case RenameOutcome.NothingThere:
                throw new FileNotFoundException(null, file);
            case null when _options.Overwrite || !Path.Exists(file):
                LocalRename.Replace(part, file);
                break;
            default:
                throw new ExportException(path, "was created in the folder by another process");
        }
    }

    /// <summary>
    /// Refuses a path that would not be below the folder. The inventory has been checked strictly; this is a second check.
    /// </summary>
    private void RequireInside(string path)
    {
        string plain = Path.Combine(_folder, path.Replace('/', Path.DirectorySeparatorChar));
        if (!StoragePath.IsValid(path) || Path.GetFullPath(plain) != plain)
        {
            throw new ExportException(path, "is not a path that can be below the folder");
        }

        if (StoragePath.IsWithin(path, WorkFolder))
        {
            throw new ExportException(path, $"has a name that the export uses itself, {WorkFolder}");
        }
    }

    /// <summary>Makes a directory below the folder, and refuses to go through a symbolic link.</summary>
    private void RequireRealDirectory(string directory)
    {
        if (directory.Length == 0 || _directories.ContainsKey(directory))
        {
            return;
        }

        RequireRealDirectory(StoragePath.GetDirectory(directory));
        string path = Path.Combine(_folder, directory.Replace('/', Path.DirectorySeparatorChar));
        WriteOrRefuse(directory, () => MakeDirectory(path));
        if (new DirectoryInfo(path).LinkTarget is not null)
        {
            throw new ExportException(directory, "is a symbolic link in the folder");
        }

        _directories.TryAdd(directory, true);
    }

    private ExportProgress GetProgress() =>
        new(Interlocked.Read(ref _files), _total, Interlocked.Read(ref _bytes), Interlocked.Read(ref _kept));
}
