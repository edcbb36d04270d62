using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Stages;

/// <summary>
/// How much stages hold, and how much more may be uploaded. What a stage holds is read from the work area once in a while and counted in
/// between; with several hosts, each counts its own uploads in that time.
/// </summary>
public sealed class StageRoom(WorkArea work, StagePacks packs, IOptions<OcflOptions> options, TimeProvider time)
{
    private const int MostCounted = 1000;
    private static readonly TimeSpan CountedFor = TimeSpan.FromMinutes(1);

    // While there is so much room, it is not measured for each of so few bytes.
    private const long Plenty = 4L << 30;
    private const long Few = 1L << 20;
    private static readonly TimeSpan PlentyFor = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, StageTally> _tallies = new(StringComparer.Ordinal);
    private long _announced;
    private long _plentyUntil;

    /// <summary>Reserves room for a file. Dispose the reservation.</summary>
    /// <param name="stageId">The stage.</param>
    /// <param name="length">The file's length; null if not known.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="files">How many files are new: 0 for the rest of a file that is counted.</param>
    /// <exception cref="ProblemException">There is not enough room.</exception>
    internal async Task<RoomReservation> ReserveAsync(
        string stageId, long? length, CancellationToken cancellationToken, int files = 1)
    {
        StageOptions limits = options.Value.Stages;
        RequireFile(length ?? 0);
        RequireFree(length ?? 0);
        StageTally tally = await GetAsync(stageId, cancellationToken);
        if (!tally.TryAdd(files, length ?? 0, limits.MaxFiles, limits.MaxBytes))
        {
            throw Full(limits);
        }

        Interlocked.Add(ref _announced, length ?? 0);
        return new RoomReservation(this, tally, files, length ?? 0, isAnnounced: length is not null);
    }

    /// <summary>Counts a file that was removed from a stage.</summary>
    internal void Removed(string stageId, long length)
    {
        if (_tallies.TryGetValue(stageId, out StageTally? tally))
        {
            tally.Add(files: -1, -length);
        }
    }

    /// <summary>Refuses a file that is too long.</summary>
    internal void RequireFile(long length)
    {
        long most = options.Value.Stages.MaxFileBytes;
        if (length > most)
        {
            throw new ProblemException(ProblemKind.BodyTooLarge, string.Create(
                CultureInfo.InvariantCulture, $"A file may have {most} bytes (Ocfl:Stages:MaxFileBytes)."));
        }
    }

    /// <summary>Counts bytes that were not announced.</summary>
    internal void Grow(StageTally tally, long reserved, long bytes)
    {
        StageOptions limits = options.Value.Stages;
        RequireFile(reserved + bytes);
        RequireFree(bytes);
        if (!tally.TryAdd(files: 0, bytes, int.MaxValue, limits.MaxBytes))
        {
            throw Full(limits);
        }
    }

    /// <summary>Takes back what was announced and is written, or is not written after all.</summary>
    internal void Settle(long bytes) => Interlocked.Add(ref _announced, -bytes);

    private void RequireFree(long bytes)
    {
        if (work.Storage is not LocalStorage folder
            || (bytes <= Few && time.GetTimestamp() < Interlocked.Read(ref _plentyUntil))
            || !Directory.Exists(folder.Location))
        {
            return;
        }

        long keep = options.Value.Stages.KeepFreeBytes;
        long free = new DriveInfo(folder.Location).AvailableFreeSpace - Interlocked.Read(ref _announced);
        if (free - keep > Plenty)
        {
            Interlocked.Exchange(ref _plentyUntil, time.GetTimestamp() + (long)(PlentyFor.TotalSeconds * time.TimestampFrequency));
        }

        if (free - bytes < keep)
        {
            throw new ProblemException(ProblemKind.StorageFull, string.Create(
                CultureInfo.InvariantCulture,
                $"The volume of the work area has {Math.Max(free, 0)} bytes left, and {keep} are kept free "
                    + $"(Ocfl:Stages:KeepFreeBytes)."));
        }
    }

    private async Task<StageTally> GetAsync(string stageId, CancellationToken cancellationToken)
    {
        if (_tallies.TryGetValue(stageId, out StageTally? tally) && tally.CountedAt + CountedFor > time.GetUtcNow())
        {
            return tally;
        }

        if (_tallies.Count > MostCounted)
        {
            _tallies.Clear();
        }

        // An upload counts from its creation. It has the name of its content.
        StageTally counted = new(time.GetUtcNow());
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string folder in (string[])[StageFiles.ContentFolder(stageId), StageUploads.Folder(stageId)])
        {
            await foreach (StorageEntry entry in work.Storage.ListAsync(folder, recursive: true, cancellationToken))
            {
                if (entry.File is { } file)
                {
                    bool isContent = folder == StageFiles.ContentFolder(stageId);
                    counted.Add(
                        names.Add(Path.GetFileNameWithoutExtension(StoragePath.GetName(file.Path))) ? 1 : 0, isContent ? file.Length : 0);
                }
            }
        }

        (int files, long bytes) = await packs.CountAsync(stageId, cancellationToken);
        counted.Add(files, bytes);

        // Uploads that run now count on in the tally that they have. What they add to this one is known when it is counted again.
        return _tallies[stageId] = counted;
    }

    private static ProblemException Full(StageOptions limits) => new(ProblemKind.StageFull, string.Create(
        CultureInfo.InvariantCulture,
        $"A stage may have {limits.MaxFiles} files of {limits.MaxBytes} bytes in all (Ocfl:Stages:MaxFiles, Ocfl:Stages:MaxBytes)."));
}

/// <summary>How much a stage holds.</summary>
/// <param name="countedAt">When its files were counted.</param>
internal sealed class StageTally(DateTimeOffset countedAt)
{
    private readonly Lock _gate = new();
    private long _files;
    private long _bytes;

    /// <summary>When its files were counted.</summary>
    public DateTimeOffset CountedAt => countedAt;

    /// <summary>Adds to it.</summary>
    public void Add(int files, long bytes)
    {
        lock (_gate)
        {
            _files += files;
            _bytes += bytes;
        }
    }

    /// <summary>Adds to it if it stays within limits.</summary>
    public bool TryAdd(int files, long bytes, int mostFiles, long mostBytes)
    {
        lock (_gate)
        {
            if (_files + files > mostFiles || _bytes > mostBytes - bytes)
            {
                return false;
            }

            _files += files;
            _bytes += bytes;
            return true;
        }
    }
}

/// <summary>Room that is reserved for one file. Disposing it returns the room, unless the file is kept.</summary>
internal sealed class RoomReservation(StageRoom room, StageTally tally, int files, long reserved, bool isAnnounced) : IDisposable
{
    private long _unwritten = isAnnounced ? reserved : 0;
    private long _reserved = reserved;
    private bool _isKept;

    /// <summary>Counts bytes that are about to be written.</summary>
    /// <exception cref="ProblemException">There is not enough room for them.</exception>
    public void Write(long bytes)
    {
        if (isAnnounced)
        {
            long settled = Math.Min(bytes, _unwritten);
            _unwritten -= settled;
            room.Settle(settled);
            return;
        }

        room.Grow(tally, _reserved, bytes);
        _reserved += bytes;
    }

    /// <summary>The file stays: its room is used.</summary>
    public void Keep() => _isKept = true;

    /// <summary>The file stays with only so many bytes.</summary>
    public void KeepOnly(long bytes)
    {
        tally.Add(files: 0, bytes - _reserved);
        _isKept = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        room.Settle(_unwritten);
        _unwritten = 0;
        if (!_isKept)
        {
            tally.Add(-files, -_reserved);
            _isKept = true;
        }
    }
}
