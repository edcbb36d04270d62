namespace Ocfl.Storage;

/// <summary>A file that is open for reading. Dispose it.</summary>
/// <param name="file">The file's facts, of the state that is read.</param>
/// <param name="content">The bytes that were requested; forward only.</param>
public sealed class StorageReader(StorageFile file, Stream content) : IAsyncDisposable
{
    /// <summary>The file's facts, of the state that is read.</summary>
    public StorageFile File { get; } = file;

    /// <summary>The bytes that were requested; forward only.</summary>
    public Stream Content { get; } = content;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
