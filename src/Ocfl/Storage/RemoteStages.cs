using System.Text;

namespace Ocfl.Storage;

/// <summary>
/// The place for what is staged for the objects of a storage without locks and renames, such as blobs. A mark is a file with the process
/// that it is of, written again every 15 seconds; who finds it two minutes old, or its process dead, may take it over, on condition that
/// nobody else was first.
/// </summary>
/// <remarks>
/// A process that was stopped for longer than that loses its marks, and does no harm: all that it writes to an object and to a record is
/// conditional.
/// </remarks>
/// <param name="storage">The files there.</param>
/// <param name="time">The clock, which must agree with that of the storage to a minute.</param>
internal sealed class RemoteStages(IStorage storage, TimeProvider time) : StagePlace
{
    /// <summary>What is marked as the lock of a folder.</summary>
    public const string Lock = "lock";

    private const int LengthOfNames = 64;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override IStorage Storage => storage;

    /// <inheritdoc/>
    public override bool WritesInPlace => true;

    /// <inheritdoc/>
    public override async Task<IDirectoryLock> LockAsync(string folder, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan delay = FirstDelay;
        while (true)
        {
            if (await TryMarkAsync(StoragePath.Combine(folder, Lock), cancellationToken).ConfigureAwait(false) is { } mark)
            {
                mark.HasTrace = false;
                return new Held(mark);
            }

            if (time.GetElapsedTime(start) > Patience)
            {
                throw new StorageException(
                    $"Another process changes what is staged in '{folder}' of {storage.Location}. Run the command again when it has ended.");
            }

            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    /// <inheritdoc/>
    public override Task RemoveIfEmptyAsync(string folder) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> FindFoldersAsync(CancellationToken cancellationToken) =>
        await storage.ListAsync("", recursive: false, cancellationToken)
            .Where(entry => entry.Kind == StorageEntryKind.Directory && entry.Name.Length == LengthOfNames)
            .Select(entry => entry.Name)
            .ToListAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> FindMarkedAsync(
        string folder, string prefix, CancellationToken cancellationToken) =>
        await storage.ListAsync(folder, recursive: false, cancellationToken)
            .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(entry => InUseMarker.FolderOf(entry.Name))
            .Distinct(StringComparer.Ordinal)
            .ToListAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async Task<InUseMark> CreateAsync(
        string folder, string prefix, string objectRoot, CancellationToken cancellationToken)
    {
        string path = StoragePath.Combine(folder, prefix + Guid.NewGuid().ToString("N"));
        return await RemoteMark.WriteAsync(storage, time, path, objectRoot, before: null, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<InUseMark?> TryMarkAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            WrittenMark? before = await RemoteMark.ReadAsync(storage, path, cancellationToken).ConfigureAwait(false);
            return before is null || before.IsAbandoned(time.GetUtcNow())
                ? await RemoteMark.WriteAsync(
                    storage, time, path, before?.ObjectRoot ?? "", before, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (StorageConditionException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override StorageCondition ConditionOf(string? etag) =>
        StorageCondition.IfStill(etag);

    /// <inheritdoc/>
    public override async Task<bool> DeleteRecordAsync(string file, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.DeleteAsync(file, etag, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException)
        {
            // Another process has changed it: what it has staged since stays.
            return false;
        }
    }

    /// <inheritdoc/>
    public override string Locate(string path) => $"{storage.Location}/{path}";

    private sealed class Held(InUseMark mark) : IDirectoryLock
    {
        public bool IsCertain => true;

        public ValueTask DisposeAsync() => mark.DisposeAsync();
    }
}

/// <summary>What a mark says.</summary>
/// <param name="Process">The process; empty if it has left the mark.</param>
/// <param name="ObjectRoot">The object that it changes; empty if it is not known.</param>
/// <param name="File">The mark itself.</param>
internal sealed record WrittenMark(string Process, string ObjectRoot, StorageFile File)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <summary>Whether its process has left it, has died, or has not been seen for a long time.</summary>
    public bool IsAbandoned(DateTimeOffset now) =>
        Process.Length == 0 || ProcessIdentity.HasDied(Process) || now - File.LastModified > Lifetime;
}

/// <summary>A mark that this process has written, and writes again.</summary>
internal sealed class RemoteMark : InUseMark
{
    private const int MostBytes = 64 * 1024;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    private readonly IStorage _storage;
    private readonly string _file;
    private readonly string _objectRoot;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _beating;
    private string _etag;

    private RemoteMark(IStorage storage, TimeProvider time, string path, string objectRoot, string etag)
        : base(path)
    {
        _storage = storage;
        _file = path + InUseMarker.Suffix;
        _objectRoot = objectRoot;
        _etag = etag;
        _beating = BeatAsync(time);
    }

    /// <inheritdoc/>
    public override string ObjectRoot => _objectRoot;

    /// <summary>Writes a mark, a new one or over an abandoned one.</summary>
    /// <exception cref="StorageConditionException">Another process was first.</exception>
    public static async Task<RemoteMark> WriteAsync(
        IStorage storage, TimeProvider time, string path, string objectRoot, WrittenMark? before, CancellationToken cancellationToken)
    {
        StorageCondition condition = StorageCondition.IfStill(before?.File.ETag);
        StorageFile file = await WriteAsync(
            storage, path + InUseMarker.Suffix, ProcessIdentity.Current, objectRoot, condition, cancellationToken).ConfigureAwait(false);
        return new RemoteMark(storage, time, path, objectRoot, file.ETag)
        {
            // A process that only stages names no object.
            HasTrace = before is not null && objectRoot.Length > 0,
        };
    }

    /// <summary>Reads the mark of a folder; null if there is none.</summary>
    public static async Task<WrittenMark?> ReadAsync(IStorage storage, string path, CancellationToken cancellationToken)
    {
        try
        {
            StorageReadOptions some = new() { Length = MostBytes };
            StorageReader reader = await storage.OpenReadAsync(
                path + InUseMarker.Suffix, some, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                using StreamReader text = new(reader.Content, Encoding.UTF8);
                string[] lines = (await text.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).Split('\n');
                return new WrittenMark(lines[0], lines.ElementAtOrDefault(1) ?? "", reader.File);
            }
        }
        catch (StorageFileNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override async Task RemoveFolderAsync()
    {
        try
        {
            await _storage.DeleteDirectoryAsync(Path, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // The next process removes it.
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        await _ended.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        _ended.Dispose();
        try
        {
            if (HasTrace)
            {
                await WriteAsync(
                    _storage, _file, "", _objectRoot, StorageCondition.IfMatch(_etag), CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                await _storage.DeleteAsync(_file, _etag, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (StorageException)
        {
            // Another process has taken it over, or the storage does not answer. It counts as abandoned before long.
        }
    }

    private static async Task<StorageFile> WriteAsync(
        IStorage storage,
        string file,
        string process,
        string objectRoot,
        StorageCondition condition,
        CancellationToken cancellationToken)
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"{process}\n{objectRoot}\n");
        using MemoryStream content = new(bytes, writable: false);
        return await storage.WriteAsync(
            file, content, new StorageWriteOptions { Condition = condition, Length = bytes.Length }, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task BeatAsync(TimeProvider time)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Beat, time, _ended.Token).ConfigureAwait(false);
                try
                {
                    // Not stopped in the middle: its outcome would not be known.
                    StorageFile file = await WriteAsync(
                        _storage,
                        _file,
                        ProcessIdentity.Current,
                        _objectRoot,
                        StorageCondition.IfMatch(_etag),
                        CancellationToken.None).ConfigureAwait(false);
                    _etag = file.ETag;
                }
                catch (StorageConditionException)
                {
                    return;
                }
                catch (StorageException)
                {
                    // The next beat may go through.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It is released.
        }
    }
}
