using Ocfl.Storage;

namespace OcflFunctions.Work;

/// <summary>A source that is open to be read. Disposed, it gives back what it holds of the system.</summary>
/// <param name="storage">Its files.</param>
public sealed class OpenedSource(IStorage storage) : IDisposable
{
    /// <summary>Its files; only read.</summary>
    public IStorage Storage => storage;

    /// <inheritdoc/>
    public void Dispose() => (storage as IDisposable)?.Dispose();
}
