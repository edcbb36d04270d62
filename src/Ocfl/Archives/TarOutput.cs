using System.Formats.Tar;

namespace Ocfl.Archives;

/// <summary>A tar archive (pax) that is written entry by entry.</summary>
/// <param name="output">Where to; not closed.</param>
/// <param name="time">The time of all entries.</param>
#pragma warning disable CA1001 // Disposing of the writer writes the end of the archive, which one that was stopped must not have.
internal sealed class TarOutput(Stream output, DateTimeOffset time)
#pragma warning restore CA1001
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode DirectoryMode =
        FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly TarWriter _tar = new(output, TarEntryFormat.Pax, leaveOpen: true);

    /// <summary>Adds a file.</summary>
    public Task AddAsync(string path, SizedStream content, CancellationToken cancellationToken) => _tar.WriteEntryAsync(
        new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = content, Mode = FileMode, ModificationTime = Time },
        cancellationToken);

    /// <summary>Adds a directory.</summary>
    public Task AddDirectoryAsync(string path, CancellationToken cancellationToken) => _tar.WriteEntryAsync(
        new PaxTarEntry(TarEntryType.Directory, path + "/") { Mode = DirectoryMode, ModificationTime = Time }, cancellationToken);

    /// <summary>Writes the end. Without it, programs that read the archive report that it is cut off.</summary>
    public ValueTask CompleteAsync() => _tar.DisposeAsync();

    // The header has no room for an earlier time.
    private DateTimeOffset Time => time < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : time;
}
