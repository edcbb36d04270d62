using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>A file of a version that is open for reading. Dispose it.</summary>
/// <param name="file">The stored file.</param>
/// <param name="digest">The digest that the content has by the inventory, in the object's digest algorithm.</param>
/// <param name="content">The requested bytes; forward only.</param>
public sealed class ContentReader(StorageFile file, string digest, Stream content) : IAsyncDisposable
{
    /// <summary>The stored file; its length is that of the whole content.</summary>
    public StorageFile File { get; } = file;

    /// <summary>The digest that the content has by the inventory, in the object's digest algorithm.</summary>
    public string Digest { get; } = digest;

    /// <summary>The requested bytes; forward only.</summary>
    public Stream Content { get; } = content;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
