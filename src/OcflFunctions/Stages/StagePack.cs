using System.Globalization;
using Ocfl.Storage;
using OcflFunctions.Storage;

namespace OcflFunctions.Stages;

/// <summary>
/// The packs of one stage. Uploads that wait at the same time are written together, and those that come meanwhile are the next group.
/// </summary>
/// <param name="work">The work area.</param>
/// <param name="stageId">The stage.</param>
/// <param name="used">When it is first used, in the clock's ticks.</param>
internal sealed class StagePack(WorkArea work, string stageId, long used) : IAsyncDisposable
{
    private const int MostFiles = 64;
    private const int MostBytes = 1 << 20;

    private readonly string _folder = PackFile.FolderOf(stageId);
    private readonly Lock _gate = new();
    private readonly List<string> _packs = [];
    private readonly Dictionary<UInt128, Place> _places = [];
    private readonly Queue<Waiting> _waiting = [];
    private Task? _loading;
    private UInt128[]? _ordered;
    private long _bytes;
    private bool _isWriting;
    private bool _isRetired;
    private bool _hasFailed;
    private TaskCompletionSource? _idle;

    // Only the one task that writes uses it.
    private GrowingFile? _pack;

    /// <summary>Adds a file of a path that has none.</summary>
    /// <param name="position">The hash of its path.</param>
    /// <param name="file">The file.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <returns>The file; it is durable. Null if this object is no longer used, and the file is not added.</returns>
    public async Task<StageFileRecord?> AddAsync(string position, StageFileRecord file, ReadOnlyMemory<byte> bytes)
    {
        Waiting own = new(ParseKey(position), file, bytes);
        bool isFirst;
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            _waiting.Enqueue(own);
            isFirst = !_isWriting;
            _isWriting = true;
        }

        if (isFirst)
        {
            // It writes for others, too, and is no part of this request.
            using (ExecutionContext.SuppressFlow())
            {
                _ = WriteAllAsync();
            }
        }

        return await own.Written.Task;
    }

    /// <summary>A file, by the hash of its path; null if there is none.</summary>
    public async Task<StageFileRecord?> FindAsync(string position, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return Find(ParseKey(position)) is { } place ? await PackFile.ReadAsync(work, place, cancellationToken) : null;
    }

    /// <summary>Whether there is a file, by the hash of its path.</summary>
    public async Task<bool> HasAsync(string position, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return Find(ParseKey(position)) is not null;
    }

    /// <summary>How many files are known.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _places.Count;
            }
        }
    }

    /// <summary>When it was last asked for, in the clock's ticks.</summary>
    public long LastUsed { get; set; } = used;

    /// <summary>Whether it is no longer used: all that it knows can be read again.</summary>
    public bool IsRetired
    {
        get
        {
            lock (_gate)
            {
                return _isRetired;
            }
        }
    }

    /// <summary>How many files there are, and how many bytes they have.</summary>
    public async Task<(int Files, long Bytes)> CountAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        lock (_gate)
        {
            return (_places.Count, _bytes);
        }
    }

    /// <summary>Where the files are, by the hashes of their paths.</summary>
    /// <param name="after">The hash after which they start; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IEnumerable<PackedPlace>> ListAsync(string? after, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        UInt128[] ordered;
        lock (_gate)
        {
            ordered = _ordered ??= [.. _places.Keys.Order()];
        }

        int start = 0;
        if (after is not null)
        {
            int found = Array.BinarySearch(ordered, ParseKey(after));
            start = found < 0 ? ~found : found + 1;
        }

        return Enumerable.Range(start, ordered.Length - start).Select(index => Find(ordered[index])!);
    }

    /// <summary>Ends the use of this object, unless a file is being added. All that it knows can be read again.</summary>
    public async Task<bool> TryRetireAsync()
    {
        lock (_gate)
        {
            if (_isWriting || _loading is { IsCompleted: false })
            {
                return false;
            }

            _isRetired = true;
        }

        await CloseAsync();
        return true;
    }

    /// <summary>Ends the use of this object, when what is being added is written.</summary>
    public async ValueTask DisposeAsync()
    {
        Task idle;
        lock (_gate)
        {
            _isRetired = true;
            idle = _isWriting ? (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }

        await idle;
        await CloseAsync();
    }

    // Until nothing waits: a group as soon as the one before it is durable. Its uploads are answered by other threads meanwhile.
    private async Task WriteAllAsync()
    {
        // Uploads that have arrived and are about to be added come first.
        await Task.Yield();
        do
        {
            List<Waiting> group = Take();
            try
            {
                PackGroup? written = await TryWriteAsync(group);
                for (int index = 0; index < group.Count; index++)
                {
                    group[index].Written.SetResult(written?.Files[index].File);
                }
            }
#pragma warning disable CA1031 // Each upload throws it.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                group.ForEach(each => each.Written.SetException(failure));
            }
        }
        while (HasMore());
    }

    private async Task<PackGroup?> TryWriteAsync(List<Waiting> group)
    {
        if (_hasFailed)
        {
            return null;
        }

        await LoadAsync(CancellationToken.None);
        return await AppendAsync(group);
    }

    private async Task<PackGroup> AppendAsync(List<Waiting> files)
    {
        if (_pack?.Length >= PackFile.MostBytes)
        {
            await CloseAsync();
        }

        if (_pack is null)
        {
            string name = Guid.NewGuid().ToString("N");
            _pack = await work.Storage.OpenToAppendAsync(StoragePath.Combine(_folder, name), length: 0, PackFile.MostBytes);
            lock (_gate)
            {
                _packs.Add(name);
            }
        }

        string path = StoragePath.Combine(_folder, _packs[^1]);
        long start = _pack.Length;
        try
        {
            PackGroup group = await PackFile.AppendAsync(_pack, path, [.. files.Select(each => (each.File, each.Bytes))]);
            Add(_packs.Count - 1, group, files.Select(each => each.Key));
            return group;
        }
        catch
        {
            await FailAsync(path, start);
            throw;
        }
    }

    // What may be incomplete is cut off. If that fails too, it may be whole after all: another object reads what counts.
    private async Task FailAsync(string path, long start)
    {
        lock (_gate)
        {
            _isRetired = true;
            _hasFailed = true;
        }

        await CloseAsync();
        try
        {
            if (start == 0)
            {
                await work.Storage.DeleteAsync(path);
                return;
            }

            await using GrowingFile pack = await work.Storage.OpenToAppendAsync(path, start, start);
            await pack.FlushAsync();
        }
        catch (StorageException)
        {
        }
    }

    private List<Waiting> Take()
    {
        List<Waiting> group = [];
        int bytes = 0;
        lock (_gate)
        {
            while (_waiting.TryPeek(out Waiting? next)
                && (group.Count == 0 || (group.Count < MostFiles && bytes + next.Bytes.Length <= MostBytes)))
            {
                bytes += next.Bytes.Length;
                group.Add(_waiting.Dequeue());
            }
        }

        return group;
    }

    private bool HasMore()
    {
        lock (_gate)
        {
            _isWriting = _waiting.Count > 0;
            if (!_isWriting)
            {
                _idle?.TrySetResult();
            }

            return _isWriting;
        }
    }

    private async Task CloseAsync()
    {
        if (_pack is { } pack)
        {
            _pack = null;
            await pack.DisposeAsync();
        }
    }

    // Once: a failure is forgotten, and the next caller tries again.
    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Task loading;
        lock (_gate)
        {
            loading = _loading is null or { IsCompleted: true, IsCompletedSuccessfully: false } ? _loading = ReadAllAsync() : _loading;
        }

        if (!loading.IsCompletedSuccessfully)
        {
            await loading.WaitAsync(cancellationToken);
        }
    }

    private async Task ReadAllAsync()
    {
        // Not under the lock that the caller has.
        await Task.Yield();
        lock (_gate)
        {
            _packs.Clear();
            _places.Clear();
            _bytes = 0;
        }

        await foreach (StorageEntry entry in work.Storage.ListAsync(_folder, recursive: false))
        {
            if (entry.File is { } pack)
            {
                lock (_gate)
                {
                    _packs.Add(entry.Name);
                }

                await PackFile.RecoverAsync(work, pack, Recover, CancellationToken.None);
            }
        }
    }

    private void Recover(PackGroup group) => Add(
        _packs.Count - 1, group, group.Files.Select(file => ParseKey(StageFiles.PositionOf(file.File.Path))));

    private void Add(int pack, PackGroup group, IEnumerable<UInt128> keys)
    {
        lock (_gate)
        {
            foreach ((PackedFile file, UInt128 key) in group.Files.Zip(keys))
            {
                _places[key] = new Place(pack, (int)file.Start, file.Length);
            }

            _bytes += group.Files.Sum(file => file.File.Length);
            _ordered = null;
        }
    }

    private PackedPlace? Find(UInt128 key)
    {
        lock (_gate)
        {
            return _places.TryGetValue(key, out Place place) ? Describe(key, place) : null;
        }
    }

    private PackedPlace Describe(UInt128 key, Place place) => new(
        key.ToString("x32", CultureInfo.InvariantCulture),
        StoragePath.Combine(_folder, _packs[place.Pack]),
        place.Start,
        place.Length);

    private static UInt128 ParseKey(string hash) => UInt128.Parse(
        hash.AsSpan(0, PackedPlace.KeyLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Where the record of a file is: the number of its pack, its start there, and its length.</summary>
    private readonly record struct Place(int Pack, int Start, int Length);

    /// <summary>An upload that waits until its file is written.</summary>
    private sealed class Waiting(UInt128 key, StageFileRecord file, ReadOnlyMemory<byte> bytes)
    {
        public UInt128 Key => key;

        public StageFileRecord File => file;

        public ReadOnlyMemory<byte> Bytes => bytes;

        public TaskCompletionSource<StageFileRecord?> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
