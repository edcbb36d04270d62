using System.Collections.Concurrent;
using System.Globalization;
using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>
/// Takes the files of a source into a stage, each under a number. Content that the object has, or that another file of the source has,
/// is hashed and not written.
/// </summary>
/// <param name="source">Where the files are.</param>
/// <param name="stage">Where content waits.</param>
/// <param name="directory">A directory there that has nothing yet.</param>
/// <param name="algorithm">The stage's digest algorithm.</param>
/// <param name="fixity">Further algorithms; may be empty.</param>
/// <param name="known">What the object has.</param>
internal sealed class ContentIntake(
    IStorage source, IStorage stage, string directory, DigestAlgorithm algorithm, IReadOnlyList<DigestAlgorithm> fixity, KnownContent known)
{
    /// <summary>
    /// Stages a file that is long, at a path that is not taken; null if such a file is staged as others are. The result may be at another
    /// path, where an earlier run has begun.
    /// </summary>
    public Func<StorageFile, string, CancellationToken, Task<StagingResult>>? StageLongAsync { get; init; }

    /// <summary>From how many bytes on a file is long.</summary>
    public const long FewestBytesOfLong = 256L << 20;

    private const int FilesInDirectory = 1000;

    private readonly SmallContents _together = new();

    // By digest: the content, or the task that stages it. Locked.
    private readonly Dictionary<string, object> _staged = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _firstOfTheirKind = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, string> _directories = new();

    // The next number in each directory that no file is being written to: two at once in one directory would wait for each other.
    private readonly ConcurrentBag<long> _next = [];
    private long _reserved;

    /// <summary>Whether several small files are better taken together.</summary>
    public bool TakesTogether { get; } = SmallContents.CanTake(source, algorithm, fixity);

    /// <summary>Takes several small files, which are read into memory and hashed side by side.</summary>
    /// <param name="files">The files as they were listed: each of at most <see cref="ContentInMemory.MostBytes"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>For each file its result; null where it cannot be read in the state that it was listed in, for which
    /// <see cref="TakeAsync"/> has the reason.</returns>
    public Task<StagingResult?[]> TakeTogetherAsync(IReadOnlyList<StorageFile> files, CancellationToken cancellationToken) =>
        _together.TakeAsync(
            source, algorithm, files, (_, hashed, bytes) => TakeHashedAsync(hashed, bytes, cancellationToken).AsTask(), cancellationToken);

    /// <summary>Takes one file, in the state that it was listed in.</summary>
    /// <exception cref="StorageFileNotFoundException">It is gone.</exception>
    /// <exception cref="StorageConditionException">It has changed.</exception>
    public async Task<StagingResult> TakeAsync(StorageFile file, CancellationToken cancellationToken)
    {
        if (file.Length <= ContentInMemory.MostBytes)
        {
            return await TakeFromMemoryAsync(file, cancellationToken).ConfigureAwait(false);
        }

        if (await known.MayHaveAsync(file.Length, cancellationToken).ConfigureAwait(false))
        {
            return await HashAndTakeAsync(file, cancellationToken).ConfigureAwait(false);
        }

        // The first of several that may be equal is hashed while it is written; the others are hashed first, beside it.
        string kind = await ContentHead.DescribeAsync(source, file, cancellationToken).ConfigureAwait(false);
        TaskCompletionSource isTaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task first = _firstOfTheirKind.GetOrAdd(kind, isTaken.Task);
        if (first != isTaken.Task)
        {
            return await HashAndTakeAsync(file, cancellationToken, first).ConfigureAwait(false);
        }

        try
        {
            return await StageAsync(file, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            isTaken.SetResult();
        }
    }

    private Task<StagingResult> TakeFromMemoryAsync(StorageFile file, CancellationToken cancellationToken) => ContentInMemory.ReadAsync(
        source, file, algorithm, fixity, (hashed, bytes) => TakeHashedAsync(hashed, bytes, cancellationToken).AsTask(), cancellationToken);

    private async ValueTask<StagingResult> TakeHashedAsync(StagingResult hashed, Stream bytes, CancellationToken cancellationToken) =>
        known.Has(hashed.Digest) ? hashed : await StageHashedAsync(hashed, bytes, cancellationToken).ConfigureAwait(false);

    private ValueTask<StagingResult> StageHashedAsync(StagingResult hashed, Stream bytes, CancellationToken cancellationToken) =>
        StageOnceAsync(hashed, () => WithNewPathAsync(async (parent, name) =>
        {
            StorageWriteOptions create = new() { Condition = StorageCondition.IfAbsent, Length = bytes.Length };
            StorageFile staged = await stage.WriteAsync($"{parent}/{name}", bytes, create, cancellationToken).ConfigureAwait(false);
            return hashed with { Content = StagedContent.InDirectory(parent, name, staged.Length, staged.ETag) };
        }));

    private async Task<StagingResult> HashAndTakeAsync(StorageFile file, CancellationToken cancellationToken, Task? first = null)
    {
        StagingResult hashed = await ContentStager.DescribeSourceAsync(
            source, file.Path, file.ETag, algorithm, fixity, cancellationToken).ConfigureAwait(false);
        if (known.Has(hashed.Digest))
        {
            return hashed;
        }

        await (first ?? Task.CompletedTask).ConfigureAwait(false);
        return await StageOnceAsync(hashed, () => StageAsync(file, cancellationToken)).ConfigureAwait(false);
    }

    // What is written is hashed again on its way, and that digest counts.
    private async ValueTask<StagingResult> StageAsync(StorageFile file, CancellationToken cancellationToken)
    {
        if (StageLongAsync is not null && file.Length >= FewestBytesOfLong)
        {
            StagingResult whole = await WithNewPathAsync(async (parent, name) =>
                await StageLongAsync(file, $"{parent}/{name}", cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            return whole with { Content = Remember(whole.Digest, whole.Content) };
        }

        return await WithNewPathAsync(async (parent, name) =>
        {
            StagingResult staged = await ContentStager.StageNewAsync(
                source, file, stage, $"{parent}/{name}", algorithm, fixity, cancellationToken).ConfigureAwait(false);
            StagedContent content = StagedContent.InDirectory(parent, name, staged.Content.Length, staged.Content.ETag);
            return staged with { Content = Remember(staged.Digest, content) };
        }).ConfigureAwait(false);
    }

    private async ValueTask<StagingResult> StageOnceAsync(StagingResult hashed, Func<ValueTask<StagingResult>> stageAsync)
    {
        TaskCompletionSource isStaged = new(TaskCreationOptions.RunContinuationsAsynchronously);
        while (FindOrBegin(hashed.Digest, isStaged.Task) is { } other)
        {
            if (other is StagedContent content)
            {
                return hashed with { Content = content };
            }

            await ((Task)other).ConfigureAwait(false);
        }

        try
        {
            StagingResult staged = await stageAsync().ConfigureAwait(false);
            Remember(staged.Digest, staged.Content);
            return staged;
        }
        finally
        {
            Forget(hashed.Digest, isStaged.Task);
            isStaged.SetResult();
        }
    }

    // What is staged, or the task of who stages it; null for the caller, whose task it is then.
    private object? FindOrBegin(string digest, Task task)
    {
        lock (_staged)
        {
            return _staged.TryAdd(digest, task) ? null : _staged[digest];
        }
    }

    private StagedContent Remember(string digest, StagedContent content)
    {
        lock (_staged)
        {
            if (_staged.GetValueOrDefault(digest) is StagedContent first)
            {
                return first;
            }

            _staged[digest] = content;
            return content;
        }
    }

    // A task that has failed, or has staged other bytes than were hashed, is no content.
    private void Forget(string digest, Task task)
    {
        lock (_staged)
        {
            if (_staged.GetValueOrDefault(digest) == task)
            {
                _staged.Remove(digest);
            }
        }
    }

    // Of many paths, the directories are a lot of memory: they are shared.
    private async ValueTask<StagingResult> WithNewPathAsync(Func<string, string, ValueTask<StagingResult>> stageAsync)
    {
        long number = _next.TryTake(out long next) ? next : Interlocked.Add(ref _reserved, FilesInDirectory) - FilesInDirectory;
        string parent = _directories.GetOrAdd(
            number / FilesInDirectory,
            static (index, directory) => string.Create(CultureInfo.InvariantCulture, $"{directory}/{index:D6}"),
            directory);
        try
        {
            return await stageAsync(parent, number.ToString("D6", CultureInfo.InvariantCulture)).ConfigureAwait(false);
        }
        finally
        {
            if ((number + 1) % FilesInDirectory != 0)
            {
                _next.Add(number + 1);
            }
        }
    }
}
