using Ocfl.Staging;

namespace OcflFunctions.Hosting;

/// <summary>How updates run.</summary>
public sealed class UpdateOptions
{
    /// <summary>The digest algorithm of new objects: <c>sha512</c> or <c>sha256</c>.</summary>
    public string DigestAlgorithm { get; set; } = "sha512";

    /// <summary>Where new content paths must be usable; a path that is not fails the update.</summary>
    public PathConstraint PathConstraint { get; set; }

    /// <summary>How logical paths become content paths.</summary>
    public ContentPathMapping ContentPaths { get; set; }

    /// <summary>The content directory's name in new objects.</summary>
    public string ContentDirectory { get; set; } = "content";

    /// <summary>How many digits the version numbers of new objects have, padded with zeros; 0 for no padding.</summary>
    public int VersionPadding { get; set; }

    /// <summary>How many batches or slices of one update run at the same time.</summary>
    public int Window { get; set; } = 16;

    /// <summary>How many files of one batch or slice are processed at the same time.</summary>
    public int FilesAtOnce { get; set; } = 4;

    /// <summary>
    /// Up to how many steps each step is an activity. Longer plans are executed in slices. An activity takes 20 to 200 ms on Azure
    /// Storage and costs money on each of Azure's engines; a host with a cheaper engine has a default of its own.
    /// </summary>
    public int SingleSteps { get; set; } = 30;

    /// <summary>How many files a batch of the source, or a slice of the plan, has at most.</summary>
    public int SliceFiles { get; set; } = 500;

    /// <summary>How many bytes a batch of the source, or a slice of the plan, has at most, unless it is one file.</summary>
    public long SliceBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// How many bytes of a larger file one activity hashes and stages. A crash costs at most that many bytes of each file that is being
    /// read.
    /// </summary>
    public long RangeBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// Whether the id of a new object is first searched in the whole storage root, by reading the ids of all objects. Otherwise only
    /// the names beside the object's path are.
    /// </summary>
    public bool SearchNewIds { get; set; }

    /// <summary>How many paths the <c>changes</c> of one update may add in all; what the object or the source has does not count.</summary>
    public long MaxAddedPaths { get; set; } = StateChangeLimits.Default.MaxAddedPaths;

    /// <summary>How many bytes of UTF-8 the <c>changes</c> of one update may make the paths longer in all.</summary>
    public long MaxAddedPathBytes { get; set; } = StateChangeLimits.Default.MaxAddedPathBytes;

    /// <summary>How many attempts an activity has if it fails for a reason that may be transient.</summary>
    public int Attempts { get; set; } = 5;

    /// <summary>How long to wait before the second attempt; each further wait is twice as long.</summary>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long an update is held when retries have run out on a fault that an operator can fix; then it is undone and fails. Zero: no
    /// update is held.
    /// </summary>
    public TimeSpan HoldTime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>After how long a queued update checks again whether its turn has come, if no event wakes it.</summary>
    public TimeSpan ClaimPollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many updates of one object may run or wait; further ones are refused. Each change of the queue rewrites it.
    /// </summary>
    public int MaxQueued { get; set; } = 1000;

    /// <summary>
    /// Whether a request may give a version's <c>created</c> time, for migrations that keep historic dates. Otherwise it is the time of
    /// the update.
    /// </summary>
    public bool AllowCreated { get; set; }

    /// <summary>The settings that an update gets when it starts.</summary>
    internal UpdateSettings ToSettings() => new()
    {
        Window = Window,
        Attempts = Attempts,
        FirstRetryDelay = FirstRetryDelay,
        MaxRetryDelay = MaxRetryDelay,
        ClaimPollInterval = ClaimPollInterval,
        HoldTime = HoldTime,
        NewVersion = ToNewVersionSettings(),
    };

    /// <summary>How much larger changes may make a version's state.</summary>
    internal StateChangeLimits ToChangeLimits() => new()
    {
        MaxAddedPaths = MaxAddedPaths,
        MaxAddedPathBytes = MaxAddedPathBytes,
        AddedPathsName = "Ocfl:Updates:" + nameof(MaxAddedPaths),
        AddedPathBytesName = "Ocfl:Updates:" + nameof(MaxAddedPathBytes),
    };

    /// <summary>The settings that shape a new version.</summary>
    internal NewVersionSettings ToNewVersionSettings() => new()
    {
        DigestAlgorithm = DigestAlgorithm,
        ContentPaths = ContentPaths,
        PathConstraint = PathConstraint,
        ContentDirectory = ContentDirectory,
        VersionPadding = VersionPadding,
    };
}
