namespace Ocfl.Storage;

/// <summary>A file in a storage, as it was when its facts were read.</summary>
/// <param name="Path">From the storage's top, with <c>/</c> between names and none in front.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ETag">Names this state of the file: it changes with every write, and conditions use it. Opaque.</param>
/// <param name="LastModified">When it was last written, by the storage's clock.</param>
/// <param name="Owner">The update that wrote it, where the storage keeps that and one did; null otherwise (see
/// <see cref="StorageWriteOptions.Owner"/>).</param>
public sealed record StorageFile(string Path, long Length, string ETag, DateTimeOffset LastModified, string? Owner = null)
{
    /// <summary>
    /// Which file this is, where it has more than one name (hard links); null if it has one, or where the storage cannot tell.
    /// </summary>
    public FileIdentity? Shared { get; init; }
}
