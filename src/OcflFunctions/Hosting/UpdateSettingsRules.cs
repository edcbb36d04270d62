using Ocfl.Digests;
using Ocfl.Staging;
using OcflFunctions.Contracts;

namespace OcflFunctions.Hosting;

/// <summary>What the settings of an update may be: those of the service when it starts, and those in the input of an update.</summary>
internal static class UpdateSettingsRules
{
    /// <summary>What is wrong with the settings that an orchestrator goes by; those in <see cref="UpdateSettings.NewVersion"/> are not looked at.</summary>
    /// <returns>The property's name, and what is wrong, to be said after the name.</returns>
    public static IEnumerable<(string Name, string Problem)> Find(UpdateSettings settings) =>
    [
        .. Within(nameof(settings.Window), settings.Window, 1, 256),
        .. Within(nameof(settings.Attempts), settings.Attempts, 1, 100),
        .. Within(nameof(settings.FirstRetryDelay), settings.FirstRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
        .. Within(nameof(settings.MaxRetryDelay), settings.MaxRetryDelay, settings.FirstRetryDelay, TimeSpan.FromDays(1)),
        .. Within(nameof(settings.HoldTime), settings.HoldTime, TimeSpan.Zero, TimeSpan.FromDays(365)),
        .. Within(nameof(settings.ClaimPollInterval), settings.ClaimPollInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
    ];

    /// <summary>What is wrong with the settings that shape a new version.</summary>
    /// <returns>The property's name, and what is wrong, to be said after the name.</returns>
    public static IEnumerable<(string Name, string Problem)> Find(NewVersionSettings settings)
    {
        if (!DigestAlgorithm.TryGet(settings.DigestAlgorithm, out DigestAlgorithm? algorithm) || !algorithm.IsForInventories)
        {
            yield return (nameof(settings.DigestAlgorithm), $"is '{settings.DigestAlgorithm}'; it must be sha512 or sha256");
        }

        // In an input it can be null, whatever its type says.
        if (!ContentPaths.IsDirectoryName(settings.ContentDirectory ?? ""))
        {
            yield return (nameof(settings.ContentDirectory), $"is '{settings.ContentDirectory}'; it must be one name without a slash, not '.' or '..', and not that of the inventory");
        }

        if (settings.VersionPadding is 1 or < 0 or > 9)
        {
            yield return (nameof(settings.VersionPadding), FormattableString.Invariant($"is {settings.VersionPadding}; it must be 0, or from 2 to 9"));
        }

        if (!Enum.IsDefined(settings.PathConstraint))
        {
            yield return (nameof(settings.PathConstraint), $"is {settings.PathConstraint}; it must be one of {string.Join(", ", Enum.GetNames<PathConstraint>())}");
        }

        if (!Enum.IsDefined(settings.ContentPaths))
        {
            yield return (nameof(settings.ContentPaths), $"is {settings.ContentPaths}; it must be one of {string.Join(", ", Enum.GetNames<ContentPathMapping>())}");
        }
    }

    /// <summary>What is wrong with a value that must be within bounds; nothing when it is.</summary>
    public static IEnumerable<(string Name, string Problem)> Within<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            yield return (name, FormattableString.Invariant($"is {value}; it must be from {least} to {most}"));
        }
    }
}
