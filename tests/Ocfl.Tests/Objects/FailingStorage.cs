using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Objects;

/// <summary>A storage that works until a number of changes were made, and then fails as if its process had died.</summary>
internal sealed class FailingStorage(IStorage inner, int allowedChanges) : ForwardingStorage(inner)
{
    private int _changes;

    public override Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default)
    {
        Change();
        return base.WriteAsync(path, content, options, cancellationToken);
    }

    public override Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default)
    {
        Change();
        return base.DeleteAsync(path, etag, cancellationToken);
    }

    private void Change()
    {
        if (_changes++ >= allowedChanges)
        {
            throw new StorageException("the process has died");
        }
    }
}
