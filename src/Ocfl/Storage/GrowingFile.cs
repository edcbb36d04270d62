namespace Ocfl.Storage;

/// <summary>
/// A file that grows, open for its one writer. What is appended is durable after <see cref="FlushAsync"/>, and may be lost or there
/// before. Dispose it. Not for use by several threads at once.
/// </summary>
/// <param name="length">Its length when it was opened, in bytes.</param>
public abstract class GrowingFile(long length) : IAsyncDisposable
{
    /// <summary>Its length with what has been appended, in bytes.</summary>
    public long Length { get; protected set; } = length;

    /// <summary>Appends bytes.</summary>
    /// <exception cref="StorageException">The storage failed.</exception>
    public abstract ValueTask AppendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);

    /// <summary>Makes all that was appended durable.</summary>
    /// <returns>The facts of the file; its length is <see cref="Length"/>.</returns>
    /// <exception cref="StorageConditionException">Another writer has changed the file.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    public abstract Task<StorageFile> FlushAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the resources of the file. What was not flushed may be lost.</summary>
    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}
