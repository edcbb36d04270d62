using Ocfl.Digests;
using Ocfl.Staging;

namespace OcflFunctions.Hosting;

/// <summary>
/// The service's settings for an update, fixed when it starts: an orchestrator that read them itself could get others when it is
/// replayed, and an activity after a restart of the service.
/// </summary>
public sealed record UpdateSettings
{
    /// <summary>How many batches or slices of one update run at the same time.</summary>
    public int Window { get; init; } = 16;

    /// <summary>How many attempts an activity has if it fails for a reason that may be transient.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long to wait before the second attempt; each further wait is twice as long.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After how long a queued update checks again whether its turn has come, if no event wakes it.</summary>
    public TimeSpan ClaimPollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an update is held when retries have run out; zero for an update that is not held.
    /// </summary>
    public TimeSpan HoldTime { get; init; }

    /// <summary>What shapes the new version.</summary>
    public NewVersionSettings NewVersion { get; init; } = new();
}

/// <summary>The service's settings that shape a new version (<c>Ocfl:Updates:…</c>).</summary>
public sealed record NewVersionSettings
{
    /// <summary>The digest algorithm of a new object: <c>sha512</c> or <c>sha256</c>.</summary>
    public string DigestAlgorithm { get; init; } = "sha512";

    /// <summary>How logical paths become content paths.</summary>
    public ContentPathMapping ContentPaths { get; init; }

    /// <summary>Where new content paths must be usable.</summary>
    public PathConstraint PathConstraint { get; init; }

    /// <summary>The content directory's name in a new object (OCFL 1.1, section 3.5.1).</summary>
    public string ContentDirectory { get; init; } = "content";

    /// <summary>
    /// How many digits the version numbers of a new object have, padded with zeros; 0 for no padding (OCFL 1.1, section 3.4.1).
    /// </summary>
    public int VersionPadding { get; init; }
}

/// <summary>The rules for the settings of updates: those of the service, and those in the input of an update.</summary>
internal static class UpdateSettingsRules
{
    /// <summary>
    /// The faults of the orchestrator's settings; <see cref="UpdateSettings.NewVersion"/> is not checked.
    /// </summary>
    /// <returns>The property's name, and what is wrong, as the end of a sentence.</returns>
    public static IEnumerable<(string Name, string Problem)> Find(UpdateSettings settings) =>
    [
        .. Within(nameof(settings.Window), settings.Window, 1, 256),
        .. Retries(settings.Attempts, settings.FirstRetryDelay, settings.MaxRetryDelay),
        .. Within(nameof(settings.HoldTime), settings.HoldTime, TimeSpan.Zero, TimeSpan.FromDays(365)),
        .. Within(nameof(settings.ClaimPollInterval), settings.ClaimPollInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
    ];

    /// <summary>The faults of the settings of retries, which several kinds of settings have under the same names.</summary>
    /// <returns>The property's name, and what is wrong, as the end of a sentence.</returns>
    public static IEnumerable<(string Name, string Problem)> Retries(int attempts, TimeSpan firstRetryDelay, TimeSpan maxRetryDelay) =>
    [
        .. Within(nameof(UpdateSettings.Attempts), attempts, 1, 100),
        .. Within(nameof(UpdateSettings.FirstRetryDelay), firstRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
        .. Within(nameof(UpdateSettings.MaxRetryDelay), maxRetryDelay, firstRetryDelay, TimeSpan.FromDays(1)),
    ];

    /// <summary>The faults of the settings that shape a new version.</summary>
    /// <returns>The property's name, and what is wrong, as the end of a sentence.</returns>
    public static IEnumerable<(string Name, string Problem)> Find(NewVersionSettings settings)
    {
        if (!DigestAlgorithm.TryGet(settings.DigestAlgorithm, out DigestAlgorithm? algorithm) || !algorithm.IsForInventories)
        {
            yield return (nameof(settings.DigestAlgorithm), $"is '{settings.DigestAlgorithm}'; it must be sha512 or sha256");
        }

        // In an input it can be null in spite of its type.
        if (!ContentPaths.IsDirectoryName(settings.ContentDirectory ?? ""))
        {
            yield return (nameof(settings.ContentDirectory), $"is '{settings.ContentDirectory}'; it must be one name without a slash, "
                + "not '.' or '..', and not that of the inventory");
        }

        if (settings.VersionPadding is 1 or < 0 or > 9)
        {
            yield return (nameof(settings.VersionPadding), FormattableString.Invariant(
                $"is {settings.VersionPadding}; it must be 0, or from 2 to 9"));
        }

        if (!Enum.IsDefined(settings.PathConstraint))
        {
            yield return (nameof(settings.PathConstraint), $"is {settings.PathConstraint}; it must be one of "
                + $"{string.Join(", ", Enum.GetNames<PathConstraint>())}");
        }

        if (!Enum.IsDefined(settings.ContentPaths))
        {
            yield return (nameof(settings.ContentPaths), $"is {settings.ContentPaths}; it must be one of "
                + $"{string.Join(", ", Enum.GetNames<ContentPathMapping>())}");
        }
    }

    /// <summary>The fault of a value that must be within bounds; none if it is.</summary>
    public static IEnumerable<(string Name, string Problem)> Within<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            yield return (name, FormattableString.Invariant($"is {value}; it must be from {least} to {most}"));
        }
    }
}
