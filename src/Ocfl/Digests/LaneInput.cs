namespace Ocfl.Digests;

/// <summary>A content that a <see cref="LaneHasher"/> reads.</summary>
internal abstract class LaneInput
{
    /// <summary>The digest in lower-case hexadecimal; null before the end was read, and if the content could not be read.</summary>
    public string? Digest { get; private set; }

    /// <summary>How many bytes were read.</summary>
    public long Length { get; private set; }

    /// <summary>Whether the content could not be read.</summary>
    public bool HasFailed { get; protected set; }

    /// <summary>
    /// Reads until the buffer is full or the content ends; that it ends is known by a buffer that is not full. If the content cannot be
    /// read, sets <see cref="HasFailed"/>.
    /// </summary>
    public abstract int Read(Span<byte> buffer);

    /// <summary>Is called once, after the last read.</summary>
    public virtual void Close()
    {
    }

    internal void Finish(string digest, long length)
    {
        Digest = digest;
        Length = length;
    }
}
