using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Stages;

/// <summary>
/// The staging of content for one object by one process. A journal says which files of the source are staged and durable. If the process
/// dies or is stopped, the next run for the object finds them there, and reads none of them again.
/// </summary>
internal sealed class StagingRun : IAsyncDisposable
{
    /// <summary>What the names of runs begin with.</summary>
    public const string Prefix = "run-";

    /// <summary>How long a run that was interrupted is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const string JournalName = "journal";

    // A short commit has no checkpoint, and pays nothing for one.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);

    private readonly StageFolder _folder;
    private readonly InUseMark _mark;
    private readonly List<InUseMark> _held = [];
    private readonly Dictionary<string, JournalEntry> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Unwritten> _unwritten = new();
    private readonly ConcurrentDictionary<string, bool> _durable = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew();
    private TimeSpan _pause = ShortestPause;
    private GrowingFile? _journal;
    private readonly Dictionary<string, long> _parts = new(StringComparer.Ordinal);
    private volatile bool _hasDurable;
    private long _files;
    private long _bytes;

    private StagingRun(StageFolder folder, InUseMark mark)
    {
        _folder = folder;
        _mark = mark;
        _held.Add(mark);
    }

    /// <summary>Where content is staged.</summary>
    public IStorage Storage => _folder.Storage;

    /// <summary>The run's directory there.</summary>
    public string Directory => _mark.Path;

    /// <summary>The owner of what the run writes to an object in place; null if it writes to its pending area.</summary>
    public string? Owner => _folder.Place.WritesInPlace ? _mark.Name : null;

    /// <summary>Flushes what has been staged. To be set before the first file is staged.</summary>
    public Func<CancellationToken, Task> FlushAsync { get; set; } = _ => Task.CompletedTask;

    /// <summary>How many files a journal has, of this run and of those that it continues.</summary>
    public long DurableFiles => _files;

    /// <summary>How many bytes they have.</summary>
    public long DurableBytes => _bytes;

    /// <summary>Begins a run, and takes over those for the same object that were interrupted.</summary>
    /// <param name="stages">The place of the storage root for what is staged.</param>
    /// <param name="objectId">The object's id.</param>
    /// <param name="objectRoot">The object's root; empty if the run does not change the object.</param>
    /// <param name="continues">Whether it stages content, and takes what they have staged.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">A folder cannot be created.</exception>
    public static async Task<StagingRun> BeginAsync(
        StagePlace stages, string objectId, string objectRoot, bool continues, CancellationToken cancellationToken)
    {
        StageFolder folder = StageFolder.Of(stages, objectId);
        StagingRun run = new(
            folder, await stages.CreateAsync(folder.Name, Prefix, objectRoot, cancellationToken).ConfigureAwait(false));
        try
        {
            foreach (string other in (await folder.FindRunsAsync(cancellationToken).ConfigureAwait(false)).Where(
                other => other != run._mark.Name))
            {
                await run.TakeOverAsync(other, continues, cancellationToken).ConfigureAwait(false);
            }

            return run;
        }
        catch
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Whether an update will never continue, by its id, since this run has taken over what it has left: then what it wrote to the object
    /// may be taken over, too.
    /// </summary>
    public bool HasTakenOver(string owner) => _held.Exists(mark => mark != _mark && mark.Name == owner);

    /// <summary>The marks of runs that this one has taken over, and that may have left files in the object.</summary>
    public IEnumerable<InUseMark> Traces => _held.Where(mark => mark != _mark && mark.HasTrace);

    /// <summary>Notes that from now on files of this run may be in the object.</summary>
    public void BeginToWrite() => _mark.HasTrace = _folder.Place.WritesInPlace;

    /// <summary>Notes that nothing of this run is in the object.</summary>
    public void EndToWrite() => _mark.HasTrace = false;

    /// <summary>Notes that nothing of this run, and of those that it has taken over, is in the object that is not committed.</summary>
    public void Settle() => _held.ForEach(mark => mark.HasTrace = false);

    /// <summary>Removes runs for any object that were interrupted so long ago that nobody will continue them.</summary>
    public static async Task RemoveExpiredAsync(StagePlace stages, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (StageFolder folder in await StageFolder.FindAllAsync(stages, cancellationToken).ConfigureAwait(false))
        {
            await folder.RemoveUnusedAsync(
                cancellationToken, run => CanBeContinuedAsync(stages, run, now, cancellationToken)).ConfigureAwait(false);
            await folder.RemoveIfEmptyAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether a run that was interrupted has a journal, and not an old one.</summary>
    public static async Task<bool> CanBeContinuedAsync(
        StagePlace stages, string run, DateTimeOffset now, CancellationToken cancellationToken) =>
        await stages.Storage.GetFileAsync(
            StoragePath.Combine(run, JournalName), cancellationToken).ConfigureAwait(false) is { } journal
        && journal.LastModified > now - Lifetime;

    /// <summary>What is known of a file of a source in the state that it is in.</summary>
    /// <returns>Null if it was not staged, not with all algorithms, or its copy is gone.</returns>
    public async Task<StagingResult?> FindAsync(
        IStorage source, StorageFile file, IReadOnlyList<DigestAlgorithm> algorithms, CancellationToken cancellationToken)
    {
        if (_known.Count == 0
            || !_known.TryGetValue(KeyOf(source.Location, file.Path, file.ETag), out JournalEntry? entry)
            || entry.Digests is not { } digests
            || !algorithms.All(algorithm => digests.ContainsKey(algorithm.Name)))
        {
            return null;
        }

        StagedContent content = entry.Staged is { } path
            ? new StagedContent(path, entry.Length, entry.StagedETag)
            : new StagedContent(file.Path, file.Length, file.ETag, InSource: true);
        if (entry.Staged is not null
            && (await Storage.GetFileAsync(entry.Staged, cancellationToken).ConfigureAwait(false))?.ETag != entry.StagedETag)
        {
            return null;
        }

        Dictionary<string, string> fixity = algorithms.Skip(1).ToDictionary(
            other => other.Name, other => digests[other.Name], StringComparer.Ordinal);
        return new StagingResult(content, digests[algorithms[0].Name], fixity.Count == 0 ? null : fixity);
    }

    /// <summary>The point up to which a file was read; null if it has not been started.</summary>
    public JournalEntry? FindPart(IStorage source, StorageFile file) =>
        _known.GetValueOrDefault(KeyOf(source.Location, file.Path, file.ETag)) is { Offset: not null } entry ? entry : null;

    /// <summary>Notes that a file of a source is staged, and writes what is noted to the journal if it is time.</summary>
    public Task AddAsync(
        IStorage source, StorageFile file, DigestAlgorithm algorithm, StagingResult result, CancellationToken cancellationToken) =>
        AddAsync(new Unwritten(source, file, algorithm, result, Entry: null), cancellationToken);

    /// <summary>Notes that a part of a file is staged, and writes what is noted to the journal if it is time.</summary>
    public Task AddAsync(JournalEntry entry, CancellationToken cancellationToken) =>
        AddAsync(new Unwritten(null, null, null, null, entry), cancellationToken);

    /// <summary>Makes what is staged durable, and writes it to the journal.</summary>
    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        if (!await _writing.WaitAsync(0, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            Stopwatch duration = Stopwatch.StartNew();
            await WriteAsync(cancellationToken).ConfigureAwait(false);
            _pause = ShortestPause > duration.Elapsed * 10 ? ShortestPause : duration.Elapsed * 10;
        }
        finally
        {
            _sinceCheckpoint.Restart();
            _writing.Release();
        }
    }

    /// <summary>Whether content is in a journal. It stays where it is until the commit, so that a crash does not lose it.</summary>
    public bool IsDurable(StagedContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return _hasDurable && _durable.ContainsKey(content.Path);
    }

    /// <summary>Removes this run and those that it has taken over.</summary>
    public async Task RemoveAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        foreach (InUseMark mark in _held)
        {
            await mark.RemoveFolderAsync().ConfigureAwait(false);
        }

        await DisposeAsync().ConfigureAwait(false);
        await _folder.RemoveIfEmptyAsync().ConfigureAwait(false);
    }

    /// <summary>Removes the runs that it has taken over and this one, unless the record of the stage needs their content.</summary>
    public async Task RemoveUnusedAsync(CancellationToken cancellationToken)
    {
        await CloseAsync().ConfigureAwait(false);
        IReadOnlySet<string> used = await _folder.FindUsedRunsAsync(cancellationToken).ConfigureAwait(false);
        foreach (InUseMark mark in _held.Where(held => !used.Contains(held.Name)))
        {
            await mark.RemoveFolderAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Lets go of what it holds. What is in a journal is there for the next run.</summary>
    public async ValueTask DisposeAsync()
    {
        _writing.Dispose();
        foreach (InUseMark mark in _held)
        {
            await mark.DisposeAsync().ConfigureAwait(false);
        }

        _held.Clear();
    }

    /// <summary>Closes the journal.</summary>
    public async Task CloseAsync()
    {
        if (_journal is not null)
        {
            await _journal.DisposeAsync().ConfigureAwait(false);
            _journal = null;
        }
    }

    private Task AddAsync(Unwritten noted, CancellationToken cancellationToken)
    {
        _unwritten.Enqueue(noted);
        return _sinceCheckpoint.Elapsed < _pause ? Task.CompletedTask : CheckpointAsync(cancellationToken);
    }

    private async Task TakeOverAsync(string other, bool continues, CancellationToken cancellationToken)
    {
        string path = StoragePath.Combine(_folder.Name, other);
        if (await _folder.Place.TryMarkAsync(path, cancellationToken).ConfigureAwait(false) is not { } mark)
        {
            return;
        }

        // The record is read when the mark is held: a process that has staged content writes it before it lets go of the mark.
        bool isUsed = (await _folder.FindUsedRunsAsync(cancellationToken).ConfigureAwait(false)).Contains(other);
        if (isUsed || !(continues || mark.HasTrace))
        {
            await mark.DisposeAsync().ConfigureAwait(false);
            return;
        }

        _held.Add(mark);
        if (continues)
        {
            await ReadJournalAsync(StoragePath.Combine(path, JournalName), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadJournalAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            StorageReader reader = await Storage.OpenReadAsync(path, options: null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                using StreamReader lines = new(reader.Content);
                while (await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
                {
                    Learn(JsonSerializer.Deserialize(line, StageJson.Relaxed.JournalEntry)!);
                }
            }
        }
        catch (Exception end) when (end is StorageFileNotFoundException or JsonException)
        {
            // There is none, or its last line was not written to its end.
        }
    }

    private void Learn(JournalEntry entry)
    {
        string key = KeyOf(entry.Source, entry.Path, entry.ETag);
        if (_known.TryGetValue(key, out JournalEntry? before)
            && (before.Offset is null || (entry.Offset is { } offset && offset <= before.Offset)))
        {
            return;
        }

        _known[key] = entry;
        Count(entry);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        List<JournalEntry> entries = [];
        while (_unwritten.TryDequeue(out Unwritten noted))
        {
            entries.Add(noted.ToEntry());
        }

        if (entries.Count == 0)
        {
            return;
        }

        await FlushAsync(cancellationToken).ConfigureAwait(false);
        _journal ??= await Storage.OpenToAppendAsync(
            StoragePath.Combine(Directory, JournalName), 0, long.MaxValue, owner: null, cancellationToken).ConfigureAwait(false);
        using MemoryStream lines = new();
        foreach (JournalEntry entry in entries)
        {
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(entry, StageJson.Relaxed.JournalEntry));
            lines.WriteByte((byte)'\n');
        }

        await _journal.AppendAsync(lines.GetBuffer().AsMemory(0, (int)lines.Length), cancellationToken).ConfigureAwait(false);
        await _journal.FlushAsync(cancellationToken).ConfigureAwait(false);
        entries.ForEach(Count);
    }

    private void Count(JournalEntry entry)
    {
        // It was hashed, and is not kept here.
        if (entry.Staged is null && _folder.Place.WritesInPlace)
        {
            return;
        }

        if (entry.Staged is { } path && entry.Offset is null)
        {
            _durable[path] = true;
            _hasDurable = true;
        }

        string key = KeyOf(entry.Source, entry.Path, entry.ETag);
        long before = _parts.GetValueOrDefault(key);
        if (entry.Offset is { } offset)
        {
            _parts[key] = offset;
        }

        _files += entry.Offset is null ? 1 : 0;
        _bytes += (entry.Offset ?? entry.Length) - before;
    }

    private static string KeyOf(string source, string path, string etag) => $"{source}\0{path}\0{etag}";

    /// <summary>What is noted for the journal: its entry, or what it is made of when it is written.</summary>
    private readonly record struct Unwritten(
        IStorage? Source, StorageFile? File, DigestAlgorithm? Algorithm, StagingResult? Result, JournalEntry? Entry)
    {
        public JournalEntry ToEntry() => Entry ?? new JournalEntry
        {
            Source = Source!.Location,
            Path = File!.Path,
            ETag = File.ETag,
            Length = File.Length,
            Digests = new Dictionary<string, string>(
                Result!.Fixity ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
            {
                [Algorithm!.Name] = Result.Digest,
            },
            Staged = Result.Content.InSource ? null : Result.Content.Path,
            StagedETag = Result.Content.InSource ? null : Result.Content.ETag,
        };
    }
}
