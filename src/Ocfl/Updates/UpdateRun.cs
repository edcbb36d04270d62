using Ocfl.Digests;
using Ocfl.Stages;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>An update in one go, while it runs.</summary>
/// <param name="target">The object as it is.</param>
/// <param name="input">Where the files come from.</param>
/// <param name="options">What the version is made of, and how.</param>
/// <param name="owner">The id of the update, which is the name of its folders.</param>
internal sealed class UpdateRun(UpdateTarget target, UpdateContents input, ObjectUpdateOptions options, string owner)
{
    private long _files;
    private long _bytes;
    private int _steps;

    public UpdateTarget Target => target;

    public UpdateContents Input => input;

    /// <summary>The source that content can stay in; null if there is none, or more than one.</summary>
    public IStorage? Source { get; } = input is { Sources: [var contents], Archive: null } ? contents.Storage : null;

    public ObjectUpdateOptions Options => options;

    public string Owner => owner;

    /// <summary>Whether nothing is staged or executed.</summary>
    public bool OnlyPlans { get; init; }

    /// <summary>Flushes what is staged; null if the work area is not local.</summary>
    public LocalBatch? Staged { get; init; }

    /// <summary>Flushes what is assembled; the same if it is assembled where it is staged.</summary>
    public LocalBatch? Image { get; init; }

    /// <summary>The run that staged content belongs to; null if it is the update's own.</summary>
    public StagingRun? Continued { get; init; }

    /// <summary>Where content is that was staged before, and that stays; null if there is none.</summary>
    public IStorage? KeptIn { get; init; }

    /// <summary>Whether all content is staged, since its source need not be there any more when it is committed.</summary>
    public bool StagesAll { get; init; }

    /// <summary>Whether the work area has something of this update.</summary>
    public bool HasStaged { get; set; }

    public DigestAlgorithm Algorithm { get; } =
        options.DigestAlgorithm
            ?? (target.Inventory is { } inventory ? DigestAlgorithm.Get(inventory.DigestAlgorithm) : DigestAlgorithm.Sha512);

    /// <summary>Whether content may stay in its source.</summary>
    public bool StaysInSource(IStorage root) => Source is not null && ContentStager.CanStayInSource(root, Source);

    public ParallelOptions Parallel(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };

    public void Count(long length)
    {
        long files = Interlocked.Increment(ref _files);
        options.Progress?.Invoke(new ObjectUpdateProgress(files, Interlocked.Add(ref _bytes, length), 0, 0));
    }

    public void Executed(int steps) =>
        options.Progress?.Invoke(
            new ObjectUpdateProgress(
                Interlocked.Read(ref _files), Interlocked.Read(ref _bytes), Interlocked.Increment(ref _steps), steps));
}
