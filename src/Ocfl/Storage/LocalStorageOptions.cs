namespace Ocfl.Storage;

/// <summary>Where a <see cref="LocalStorage"/> is, and how durable its writes are.</summary>
public sealed record LocalStorageOptions
{
    /// <summary>The folder. It is made by the first write.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// The folder of the pending area, of files that are being written, and of locks; it must be on the same volume. Null for a
    /// folder beside <see cref="Path"/> with <c>.pending</c> after its name. It is made by the first write.
    /// </summary>
    public string? PendingPath { get; init; }

    /// <summary>
    /// Whether a write is complete only when the file and its directories are on the disk (the default), so that not even the loss
    /// of power takes it back. False leaves the moment to the operating system.
    /// </summary>
    public bool Flush { get; init; } = true;
}
