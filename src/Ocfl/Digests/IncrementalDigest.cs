namespace Ocfl.Digests;

/// <summary>A digest that is computed piece by piece. Not for use by several threads at once.</summary>
public abstract class IncrementalDigest : IDisposable
{
    /// <summary>Adds bytes.</summary>
    public abstract void Append(ReadOnlySpan<byte> data);

    /// <summary>The digest of all bytes added, in lower-case hexadecimal (decimal for <c>size</c>). Resets the digest.</summary>
    public abstract string GetHexAndReset();

    /// <summary>The digest of all bytes added so far; more can be added. Null if the implementation cannot compute it.</summary>
    internal virtual byte[]? GetCurrent() => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the resources of the digest.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
