using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Ocfl.Storage;

/// <summary>Files in memory, for tests and trials. It behaves as a local storage does, or as blob storage does.</summary>
public sealed class MemoryStorage : IStorage
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Entry> _files = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly HashSet<string> _growing = new(StringComparer.Ordinal);
    private long _lastETag;

    /// <summary>An empty storage.</summary>
    /// <param name="writesInPlace">
    /// True to behave as blob storage: no pending area, and files keep their owner. False to behave as a folder: with a pending area.
    /// </param>
    /// <param name="time">The clock; null for the system's.</param>
    public MemoryStorage(bool writesInPlace = false, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        PendingArea = writesInPlace ? null : new MemoryPendingArea(this, new MemoryStorage(writesInPlace: true, _time));
    }

    /// <inheritdoc/>
    public string Location => "memory";

    /// <inheritdoc/>
    public IPendingArea? PendingArea { get; }

    /// <inheritdoc/>
    public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default)
    {
        StoragePath.Validate(path);
        lock (_lock)
        {
            return Task.FromResult(_files.TryGetValue(path, out Entry? entry) ? entry.File : null);
        }
    }

    /// <inheritdoc/>
    public Task<StorageReader> OpenReadAsync(string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        StoragePath.Validate(path);
        options ??= new StorageReadOptions();
        Entry entry = Read(path, options.IfMatch);
        int offset = (int)Math.Min(options.Offset, entry.Bytes.Length);
        int length = (int)Math.Min(options.Length ?? long.MaxValue, entry.Bytes.Length - offset);
        return Task.FromResult(new StorageReader(entry.File, new MemoryStream(entry.Bytes, offset, length, writable: false)));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StorageEntry> ListAsync(
        string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        StorageFile[] files;
        lock (_lock)
        {
            files = [.. _files.Values.Select(entry => entry.File).Where(file => file.Path != directory
                && StoragePath.IsWithin(file.Path, directory))];
        }

        HashSet<string> directories = new(StringComparer.Ordinal);
        foreach (StorageFile file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int start = directory.Length == 0 ? 0 : directory.Length + 1;
            int slash = file.Path.IndexOf('/', start);
            if (recursive || slash < 0)
            {
                yield return new StorageEntry(StorageEntryKind.File, file.Path, file);
            }
            else if (directories.Add(file.Path[..slash]))
            {
                yield return new StorageEntry(StorageEntryKind.Directory, file.Path[..slash]);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default)
    {
        StoragePath.Validate(path);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        using MemoryStream bytes = new();
        await content.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        if (options.Length is { } length && length != bytes.Length)
        {
            throw new StorageException(
                string.Create(CultureInfo.InvariantCulture, $"'{path}' has {bytes.Length} bytes, not the {length} that were announced."));
        }

        lock (_lock)
        {
            Check(path, options.Condition);
            return Put(path, bytes.ToArray(), options.Owner);
        }
    }

    /// <inheritdoc/>
    public Task<GrowingFile> OpenToAppendAsync(
        string path, long length, long expected, string? owner = null, CancellationToken cancellationToken = default)
    {
        StoragePath.Validate(path);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        lock (_lock)
        {
            Entry? present = length == 0 && !_files.ContainsKey(path) ? null : Read(path, etag: null);
            if (present?.Bytes.Length < length)
            {
                throw new StorageException($"'{path}' in {Location} is shorter than what was written to it: it is damaged.");
            }

            if (owner is not null && present is not null && PendingArea is null && present.File.Owner != owner)
            {
                throw new StorageConditionException(path, "nobody else may own it");
            }

            return Task.FromResult<GrowingFile>(_growing.Add(path)
                ? new MemoryGrowingFile(this, path, present, (int)length, owner)
                : throw new StorageConditionException(path, "nobody else may write to it"));
        }
    }

    /// <inheritdoc/>
    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default)
    {
        StoragePath.Validate(path);
        ArgumentNullException.ThrowIfNull(options);
        if (source is not MemoryStorage memory)
        {
            return StorageCopy.StreamAsync(source, sourcePath, this, path, options, cancellationToken);
        }

        if (!ReferenceEquals(memory, this))
        {
            Entry other = memory.Read(sourcePath, options.SourceETag);
            lock (_lock)
            {
                Check(path, options.Condition);
                return Task.FromResult(Put(path, other.Bytes, options.Owner));
            }
        }

        lock (_lock)
        {
            Entry own = Read(sourcePath, options.SourceETag);
            Check(path, options.Condition);
            return Task.FromResult(Put(path, own.Bytes, options.Owner));
        }
    }

    /// <inheritdoc/>
    public bool CopiesByItself(IStorage source) => source is MemoryStorage;

    /// <inheritdoc/>
    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default)
    {
        if (PendingArea is not null)
        {
            throw new NotSupportedException("This storage keeps no owners: what is not committed is in its pending area.");
        }

        lock (_lock)
        {
            return Task.FromResult(Put(path, Read(path, etag).Bytes, owner));
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default)
    {
        StoragePath.Validate(path);
        lock (_lock)
        {
            if (etag is not null && _files.ContainsKey(path))
            {
                Check(path, StorageCondition.IfMatch(etag));
            }

            return Task.FromResult(_files.Remove(path));
        }
    }

    /// <inheritdoc/>
    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            foreach (string path in Below(directory))
            {
                _files.Remove(path);
            }
        }

        return Task.CompletedTask;
    }

    private static void Move(MemoryStorage from, string source, MemoryStorage to, string destination)
    {
        // Always in the same order, whichever way it goes.
        (MemoryStorage first, MemoryStorage second) = from.PendingArea is null ? (to, from) : (from, to);
        lock (first._lock)
        {
            lock (second._lock)
            {
                string[] paths = from.Below(source);
                if (paths.Length == 0)
                {
                    throw new StorageFileNotFoundException(source, from.Location);
                }

                if (to.Below(destination).Length > 0)
                {
                    throw new StorageConditionException(destination, StorageCondition.IfAbsent.ToString());
                }

                foreach (string path in paths)
                {
                    from._files.Remove(path, out Entry? entry);
                    to.Put(destination + path[source.Length..], entry!.Bytes, owner: null);
                }
            }
        }
    }

    private string[] Below(string directory) => [.. _files.Keys.Where(path => StoragePath.IsWithin(path, directory))];

    private Entry Read(string path, string? etag)
    {
        lock (_lock)
        {
            if (!_files.TryGetValue(path, out Entry? entry))
            {
                throw new StorageFileNotFoundException(path, Location);
            }

            return etag is null || entry.File.ETag == etag
                ? entry
                : throw new StorageConditionException(path, StorageCondition.IfMatch(etag).ToString());
        }
    }

    private void Check(string path, StorageCondition condition)
    {
        string? present = _files.TryGetValue(path, out Entry? entry) ? entry.File.ETag : null;
        if ((condition.MustBeAbsent && present is not null) || (condition.ETag is { } etag && present != etag))
        {
            throw new StorageConditionException(path, condition.ToString());
        }
    }

    private StorageFile Put(string path, byte[] bytes, string? owner)
    {
        string etag = (++_lastETag).ToString("x", CultureInfo.InvariantCulture);
        StorageFile file = new(path, bytes.Length, etag, _time.GetUtcNow(), PendingArea is null ? owner : null);
        _files[path] = new Entry(file, bytes);
        return file;
    }

    private sealed record Entry(StorageFile File, byte[] Bytes);

    private sealed class MemoryGrowingFile : GrowingFile
    {
        private readonly MemoryStorage _storage;
        private readonly string _path;
        private readonly string? _owner;
        private readonly MemoryStream _bytes = new();
        private StorageCondition _condition;

        public MemoryGrowingFile(MemoryStorage storage, string path, Entry? present, int length, string? owner) : base(length)
        {
            _storage = storage;
            _path = path;
            _owner = owner;
            _condition = StorageCondition.IfStill(present?.File.ETag);
            if (present is not null)
            {
                _bytes.Write(present.Bytes, 0, length);
            }
        }

        public override ValueTask AppendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
        {
            _bytes.Write(data.Span);
            Length += data.Length;
            return ValueTask.CompletedTask;
        }

        public override Task<StorageFile> FlushAsync(CancellationToken cancellationToken = default)
        {
            lock (_storage._lock)
            {
                _storage.Check(_path, _condition);
                StorageFile file = _storage.Put(_path, _bytes.ToArray(), _owner);
                _condition = StorageCondition.IfMatch(file.ETag);
                return Task.FromResult(file);
            }
        }

        protected override ValueTask CloseAsync()
        {
            lock (_storage._lock)
            {
                _storage._growing.Remove(_path);
            }

            return _bytes.DisposeAsync();
        }
    }

    private sealed class MemoryPendingArea(MemoryStorage proper, MemoryStorage pending) : IPendingArea
    {
        private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

        public IStorage Storage => pending;

        public async Task<IDirectoryLock> LockAsync(string directory, string owner, CancellationToken cancellationToken = default)
        {
            SemaphoreSlim gate = _gates.GetOrAdd(directory, static _ => new SemaphoreSlim(1, 1));
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new Held(gate);
        }

        public Task<bool> DirectoryExistsAsync(string directory, CancellationToken cancellationToken = default)
        {
            lock (proper._lock)
            {
                return Task.FromResult(proper.Below(directory).Length > 0);
            }
        }

        public Task MoveInAsync(string pendingDirectory, string directory, CancellationToken cancellationToken = default)
        {
            Move(pending, pendingDirectory, proper, directory);
            return Task.CompletedTask;
        }

        public Task MoveOutAsync(string directory, string pendingDirectory, CancellationToken cancellationToken = default)
        {
            Move(proper, directory, pending, pendingDirectory);
            return Task.CompletedTask;
        }

        private sealed class Held(SemaphoreSlim gate) : IDirectoryLock
        {
            public bool IsCertain => true;

            public ValueTask DisposeAsync()
            {
                gate.Release();
                return ValueTask.CompletedTask;
            }
        }
    }
}
