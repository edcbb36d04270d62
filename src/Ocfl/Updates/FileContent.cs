namespace Ocfl.Updates;

/// <summary>What a file is to hold. Can be read again and again.</summary>
/// <param name="length">In bytes.</param>
/// <param name="openAsync">Makes a stream of it.</param>
internal sealed class FileContent(long length, Func<CancellationToken, Task<Stream>> openAsync)
{
    /// <summary>No bytes.</summary>
    public static FileContent Empty { get; } = Of([]);

    /// <summary>In bytes.</summary>
    public long Length => length;

    /// <summary>Bytes that are in memory.</summary>
    public static FileContent Of(byte[] bytes) => Of(
        bytes.Length, () => new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true));

    /// <summary>Bytes that are produced while they are read.</summary>
    public static FileContent Of(long length, Func<Stream> open) => new(length, _ => Task.FromResult(open()));

    /// <summary>A stream of it, from its start.</summary>
    public Task<Stream> OpenReadAsync(CancellationToken cancellationToken) => openAsync(cancellationToken);
}
