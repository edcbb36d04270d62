namespace Ocfl.Digests;

/// <summary>A digest that is computed piece by piece. Not for use by several threads at once.</summary>
public abstract class IncrementalDigest : IDisposable
{
    /// <summary>Adds bytes.</summary>
    public abstract void Append(ReadOnlySpan<byte> data);

    /// <summary>The digest of all that was added, in lower-case hexadecimal (decimal for <c>size</c>), and a new start.</summary>
    public abstract string GetHexAndReset();

    /// <summary>The digest of all that was added so far, as bytes, which goes on; null where that is not known.</summary>
    internal virtual byte[]? GetCurrent() => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the digest holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
