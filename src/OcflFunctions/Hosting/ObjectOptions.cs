namespace OcflFunctions.Hosting;

/// <summary>What may be done with objects.</summary>
public sealed class ObjectOptions
{
    /// <summary>Whether an object may be purged: removed with all its versions (<c>DELETE /api/objects</c>).</summary>
    public bool AllowPurge { get; set; }

    /// <summary>How long the digests of blocks of a large content are kept after it was read last; zero for none.</summary>
    public TimeSpan KeepBlockDigests { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The faults of the settings.</summary>
    /// <returns>The setting's name, and what is wrong, as the end of a sentence.</returns>
    internal IEnumerable<(string Name, string Problem)> FindFaults() =>
        UpdateSettingsRules.Within(nameof(KeepBlockDigests), KeepBlockDigests, TimeSpan.Zero, TimeSpan.FromDays(36_500));
}
