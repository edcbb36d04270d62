using System.Runtime.InteropServices;

namespace Ocfl.Storage;

/// <summary>The pending area of a <see cref="LocalStorage"/>: a folder on the same volume.</summary>
internal sealed partial class LocalPendingArea(LocalStorage proper, LocalStorage pending, FileLocks locks) : IPendingArea
{
    private const int WriteAndSearch = 2 | 1;

    public IStorage Storage => pending;

    public void RequireUsable()
    {
        ulong own = VolumeOf(proper.Location);
        ulong other = VolumeOf(pending.Location);
        if (own != other && own != 0 && other != 0)
        {
            throw new StorageException($"The pending area {proper.PendingPath} is not on the volume of the storage {proper.Location}, so that nothing can be moved in from there. Where the storage is a mount point, use a folder within it as the storage; otherwise name a pending area on the same volume.");
        }
    }

    public void RequireWritable()
    {
        if ((OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) && Directory.Exists(proper.Location) && Access(proper.Location, WriteAndSearch) != 0)
        {
            string cause = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
            throw new StorageException($"The storage {proper.Location} cannot be written: {cause}.");
        }
    }

    public Task<IAsyncDisposable> LockAsync(string directory, CancellationToken cancellationToken = default) =>
        proper.Guard(directory, () => locks.TakeAsync(StoragePath.Validate(directory), cancellationToken));

    public Task<bool> DirectoryExistsAsync(string directory, CancellationToken cancellationToken = default) =>
        proper.Guard(directory, () => Task.FromResult(HasEntries(proper.FullPath(directory))));

    public Task MoveInAsync(string pendingDirectory, string directory, CancellationToken cancellationToken = default) =>
        MoveAsync(pending, pendingDirectory, proper, directory);

    public Task MoveOutAsync(string directory, string pendingDirectory, CancellationToken cancellationToken = default) =>
        MoveAsync(proper, directory, pending, pendingDirectory);

    private static async Task MoveAsync(LocalStorage from, string source, LocalStorage to, string destination) =>
        await to.Guard(destination, () =>
        {
            string sourcePath = from.FullPath(source);
            if (!Directory.Exists(sourcePath))
            {
                throw new StorageFileNotFoundException(source, from.Location);
            }

            string destinationPath = to.FullPath(destination);
            RemoveIfEmpty(destinationPath);
            if (Path.Exists(destinationPath))
            {
                throw new StorageConditionException(destination, StorageCondition.IfAbsent.ToString());
            }

            to.MakeDirectory(StoragePath.GetDirectory(destination));
            try
            {
                Directory.Move(sourcePath, destinationPath);
            }
            catch (IOException)
            {
                to.DeleteEmptyDirectories(StoragePath.GetDirectory(destination));
                throw;
            }

            to.FlushDirectory(StoragePath.GetDirectory(destination));
            from.FlushDirectory(StoragePath.GetDirectory(source));
            from.DeleteEmptyDirectories(StoragePath.GetDirectory(source));
            return Task.FromResult(true);
        }).ConfigureAwait(false);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);

    // Of the nearest directory that is there.
    private static ulong VolumeOf(string directory)
    {
        string? existing = directory;
        while (existing is not null && !Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing);
        }

        // A link is followed, as it is when the folder is used.
        return existing is null ? 0 : LocalEntry.TryGet(Path.Combine(existing, "."))?.Volume ?? 0;
    }

    private static bool HasEntries(string directory) =>
        Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any();

    private static void RemoveIfEmpty(string directory)
    {
        if (Directory.Exists(directory) && !HasEntries(directory))
        {
            Directory.Delete(directory);
        }
    }
}
