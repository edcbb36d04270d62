using System.Runtime.CompilerServices;

namespace Ocfl.Storage;

/// <summary>
/// A place for files: a folder, a container with a prefix, or memory. Paths go from its top, with <c>/</c> between names, none in
/// front and none at the end; they are compared exactly (ordinal), and the empty path is the top itself.
/// </summary>
/// <remarks>
/// <para>A write is all or nothing: no reader ever sees a part of a file, and when the task completes the file is durable.</para>
/// <para>Every method may throw <see cref="StorageException"/> for a fault of the storage, and <see cref="ArgumentException"/> for a
/// path that is not one (<see cref="StoragePath.Validate"/>). All are safe to call at the same time.</para>
/// </remarks>
public interface IStorage
{
    /// <summary>Where this is, for people: a folder or an address without secrets.</summary>
    string Location { get; }

    /// <summary>
    /// Where what is not committed is kept out of readers' sight; null if a storage writes in place, and marks what is not
    /// committed by its owner.
    /// </summary>
    IPendingArea? PendingArea { get; }

    /// <summary>Why there can be no file of this path here, for people: its name is too long, say; null if there can be one.</summary>
    string? FindNameFault(string path) => null;

    /// <summary>
    /// Whether a directory can be there with nothing in it. False if directories are but the beginnings of names: one that is listed
    /// may then be the mark that another tool has set, and is nothing unless there is a file below it.
    /// </summary>
    bool HasDirectories => true;

    /// <summary>The file's facts; null if there is none. A directory or a symbolic link is not a file.</summary>
    Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">A range, a condition; null for the whole of the file in any state.</param>
    /// <param name="cancellationToken">Stops the opening, not the reading.</param>
    /// <exception cref="StorageFileNotFoundException">There is no such file.</exception>
    /// <exception cref="StorageConditionException">The file is in another state than <see cref="StorageReadOptions.IfMatch"/> asks
    /// for.</exception>
    Task<StorageReader> OpenReadAsync(string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The same as <see cref="OpenReadAsync"/> for a file that may not be there, which is no failure.</summary>
    /// <returns>Null if there is no such file.</returns>
    /// <inheritdoc cref="OpenReadAsync"/>
    async Task<StorageReader?> TryOpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await OpenReadAsync(path, options, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageFileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>What is in a directory; nothing when it does not exist. In no promised order, read page by page.</summary>
    /// <param name="directory">The directory; empty for the top.</param>
    /// <param name="recursive">
    /// True for all files at any depth (and entries that are <see cref="StorageEntryKind.Other"/>, and directories that are empty,
    /// where a storage has such); false for the directory's own files and directories.
    /// </param>
    /// <param name="cancellationToken">Stops the listing.</param>
    IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken = default);

    /// <summary>
    /// The same as <see cref="ListAsync"/> for callers that need the rest if a part of it cannot be read: a directory that cannot be
    /// listed, or an entry whose facts the storage does not have, is an entry with a <see cref="StorageEntry.Failure"/>. One for the
    /// directory itself says that its listing is not complete.
    /// </summary>
    /// <inheritdoc cref="ListAsync"/>
    async IAsyncEnumerable<StorageEntry> ListPastFailuresAsync(
        string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        StorageException? failure = null;
        IAsyncEnumerator<StorageEntry> entries = ListAsync(directory, recursive, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (entries.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await entries.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (StorageException exception)
                {
                    failure = exception;
                    break;
                }

                yield return entries.Current;
            }
        }

        if (failure is not null)
        {
            yield return new StorageEntry(StorageEntryKind.Other, directory) { Failure = failure };
        }
    }

    /// <summary>Writes a file, making its directories.</summary>
    /// <returns>The facts of the file as written.</returns>
    /// <exception cref="StorageConditionException">The condition did not hold; nothing was written.</exception>
    Task<StorageFile> WriteAsync(string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens a file that grows, to append to it. It is the exception to the rule that a write is all or nothing: readers see what is
    /// there.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="length">How many bytes of it count: 0 for a new file. What is beyond them, left by a crash, is removed.</param>
    /// <param name="expected">How long the file will be at most.</param>
    /// <param name="owner">The update that owns the file until it commits it; null for none. A storage with a pending area keeps no
    /// owners.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="StorageFileNotFoundException">There is no such file, and there should be.</exception>
    /// <exception cref="StorageConditionException">Another writer has it open, or the file has another owner. A storage may find out about
    /// a writer only when the file is flushed.</exception>
    /// <exception cref="NotSupportedException">This storage has no such files.</exception>
    Task<GrowingFile> OpenToAppendAsync(
        string path, long length, long expected, string? owner = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"{Location} has no files that grow.");

    /// <summary>Copies a file from here or from another storage, on the shortest way there is.</summary>
    /// <param name="source">Where the source is.</param>
    /// <param name="sourcePath">The file there.</param>
    /// <param name="path">The file to write here.</param>
    /// <param name="options">Conditions and owner.</param>
    /// <param name="cancellationToken">Stops it; the destination is then there whole or not at all.</param>
    /// <returns>The facts of the file as written.</returns>
    /// <exception cref="StorageFileNotFoundException">There is no such source.</exception>
    /// <exception cref="StorageConditionException">A condition did not hold at the source or the destination; nothing was
    /// written.</exception>
    Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Whether <see cref="CopyFromAsync"/> from that storage is done by the storage itself, so that no byte of a file passes here.
    /// </summary>
    bool CopiesByItself(IStorage source) => false;

    /// <summary>Makes an update the owner of a file that it takes over, without touching its bytes. Its ETag changes.</summary>
    /// <exception cref="StorageFileNotFoundException">There is no such file.</exception>
    /// <exception cref="StorageConditionException">The file is no longer in the state <paramref name="etag"/>.</exception>
    /// <exception cref="NotSupportedException">This storage keeps no owners, since it has a <see cref="PendingArea"/>.</exception>
    Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default);

    /// <summary>Deletes a file, and directories above it that are empty then, if the storage has such; the top stays.</summary>
    /// <param name="path">The file.</param>
    /// <param name="etag">The state that it must be in; null if any will do.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False if there was none.</returns>
    /// <exception cref="StorageConditionException">The file is in another state.</exception>
    Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default);

    /// <summary>Makes a directory and those above it; nothing where it exists, and nothing where a storage has no directories.</summary>
    Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default);

    /// <summary>Deletes a directory with all that is in it; nothing when it does not exist.</summary>
    Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes what writers that have died left half written, where a storage keeps such a thing. Safe while others write. Does nothing
    /// where a half write leaves nothing.
    /// </summary>
    Task RemoveAbandonedAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
}
