namespace Ocfl.Archives;

/// <summary>What is in an archive of a version.</summary>
public sealed record ArchiveOptions
{
    /// <summary>The form.</summary>
    public ArchiveFormat Format { get; init; }

    /// <summary>Only the files whose paths start with this; empty for all.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The name of a bag's own directory: one name, without a slash.</summary>
    public string BagName { get; init; } = "bag";

    /// <summary>What created the bag, for its <c>Bag-Software-Agent</c>; null for no such line.</summary>
    public string? Agent { get; init; }

    /// <summary>The day for the bag's <c>Bagging-Date</c>; null for no such line.</summary>
    public DateOnly? BaggingDate { get; init; }
}
