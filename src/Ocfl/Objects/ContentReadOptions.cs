namespace Ocfl.Objects;

/// <summary>How a file of a version is read.</summary>
public sealed record ContentReadOptions
{
    /// <summary>The first byte to read, from 0.</summary>
    public long Offset { get; init; }

    /// <summary>How many bytes at most; null to the end.</summary>
    public long? Length { get; init; }

    /// <summary>
    /// Whether the content is hashed while it is read, and the end of the stream throws <see cref="CorruptObjectException"/> where the
    /// digest is another. Only for the whole of a file.
    /// </summary>
    public bool Verify { get; init; }
}
