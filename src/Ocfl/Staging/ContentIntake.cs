using System.Buffers;
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

    private readonly LaneHashers _hashers = new();

    // By digest: the content, or the task that stages it. Locked.
    private readonly Dictionary<string, object> _staged = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _firstOfTheirKind = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, string> _directories = new();
    private long _number;

    /// <summary>Whether several small files are better taken together.</summary>
    public bool TakesTogether { get; } = source is LocalSource && fixity.Count == 0 && LaneHasher.IsSupported(algorithm);

    /// <summary>Takes several small files, which are read into memory and hashed side by side.</summary>
    /// <param name="files">The files as they were listed: each of at most <see cref="ContentInMemory.MostBytes"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>For each file its result; null where it cannot be read in the state that it was listed in, for which
    /// <see cref="TakeAsync"/> has the reason.</returns>
    public async Task<StagingResult?[]> TakeTogetherAsync(IReadOnlyList<StorageFile> files, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(files.Sum(file => (int)file.Length + 1));
        try
        {
            BytesInput?[] contents = new BytesInput?[files.Count];
            for (int i = 0, at = 0; i < contents.Length; at += (int)files[i].Length + 1, i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Memory<byte> content = buffer.AsMemory(at, (int)files[i].Length + 1);
                contents[i] = ((LocalSource)source).TryReadWhole(files[i], content.Span) ? new BytesInput(content[..^1]) : null;
            }

            _hashers.Hash(algorithm, contents.OfType<BytesInput>(), cancellationToken);
            StagingResult?[] results = new StagingResult?[contents.Length];
            for (int i = 0, at = 0; i < results.Length; at += (int)files[i].Length + 1, i++)
            {
                if (contents[i] is { Digest: { } digest })
                {
                    StagedContent inSource = new(files[i].Path, files[i].Length, files[i].ETag, InSource: true);
                    StagingResult hashed = new(inSource, digest, null);
                    results[i] = known.Has(digest)
                        ? hashed
                        : await StageHashedAsync(
                            hashed,
                            new MemoryStream(buffer, at, (int)files[i].Length, writable: false, publiclyVisible: true),
                            cancellationToken).ConfigureAwait(false);
                }
            }

            return results;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

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
        source, file, algorithm, fixity, (hashed, bytes) => TakeHashedAsync(hashed, bytes, cancellationToken), cancellationToken);

    private async Task<StagingResult> TakeHashedAsync(StagingResult hashed, Stream bytes, CancellationToken cancellationToken) =>
        known.Has(hashed.Digest) ? hashed : await StageHashedAsync(hashed, bytes, cancellationToken).ConfigureAwait(false);

    private Task<StagingResult> StageHashedAsync(StagingResult hashed, Stream bytes, CancellationToken cancellationToken) =>
        StageOnceAsync(hashed, async () =>
        {
            StorageWriteOptions create = StorageWriteOptions.Create() with { Length = bytes.Length };
            StorageFile staged = await stage.WriteAsync(NewPath(), bytes, create, cancellationToken).ConfigureAwait(false);
            return hashed with { Content = Describe(staged) };
        });

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
    private async Task<StagingResult> StageAsync(StorageFile file, CancellationToken cancellationToken)
    {
        if (StageLongAsync is not null && file.Length >= FewestBytesOfLong)
        {
            StagingResult whole = await StageLongAsync(file, NewPath(), cancellationToken).ConfigureAwait(false);
            return whole with { Content = Remember(whole.Digest, whole.Content) };
        }

        StagingResult staged = await ContentStager.StageNewAsync(
            source, file, stage, NewPath(), algorithm, fixity, cancellationToken).ConfigureAwait(false);
        return staged with { Content = Remember(staged.Digest, Share(staged.Content)) };
    }

    private async Task<StagingResult> StageOnceAsync(StagingResult hashed, Func<Task<StagingResult>> stageAsync)
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

    private string NewPath()
    {
        long number = Interlocked.Increment(ref _number) - 1;
        string parent = _directories.GetOrAdd(
            number / FilesInDirectory,
            static (index, directory) => string.Create(CultureInfo.InvariantCulture, $"{directory}/{index:D6}"),
            directory);
        return string.Create(CultureInfo.InvariantCulture, $"{parent}/{number:D6}");
    }

    private StagedContent Describe(StorageFile staged) => Share(new StagedContent(staged.Path, staged.Length, staged.ETag));

    // Of many paths, the directories are a lot of memory.
    private StagedContent Share(StagedContent content)
    {
        string name = content.Path[(content.Path.LastIndexOf('/') + 1)..];
        long number = long.Parse(name, CultureInfo.InvariantCulture);
        return content.WithSharedPath(_directories[number / FilesInDirectory], name);
    }
}
