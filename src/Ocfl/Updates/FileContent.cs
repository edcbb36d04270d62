namespace Ocfl.Updates;

/// <summary>What a file is to hold. Can be read again and again.</summary>
/// <param name="length">In bytes.</param>
/// <param name="open">Makes a stream of it.</param>
internal sealed class FileContent(long length, Func<Stream> open)
{
    /// <summary>No bytes.</summary>
    public static FileContent Empty { get; } = Of([]);

    /// <summary>In bytes.</summary>
    public long Length => length;

    /// <summary>Bytes that are in memory.</summary>
    public static FileContent Of(byte[] bytes) => new(bytes.Length, () => new MemoryStream(bytes, writable: false));

    /// <summary>A stream of it, from its start.</summary>
    public Stream OpenRead() => open();
}
