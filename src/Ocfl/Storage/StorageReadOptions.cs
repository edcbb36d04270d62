namespace Ocfl.Storage;

/// <summary>How a file is opened for reading.</summary>
public sealed record StorageReadOptions
{
    /// <summary>The first byte to read, from 0.</summary>
    public long Offset { get; init; }

    /// <summary>How many bytes at most; null to the end.</summary>
    public long? Length { get; init; }

    /// <summary>The state that the file must be in; null if any will do. Holds for the whole of the reading.</summary>
    public string? IfMatch { get; init; }
}
