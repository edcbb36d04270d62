using System.IO.Compression;
using System.Text;
using Ocfl.Inventories;
using Ocfl.Objects;

namespace Ocfl.Archives;

/// <summary>
/// Writes the files of a version as an archive, by path (ordinal), in bounded memory: what grows with the number of files is their order
/// and the directory of a ZIP archive. Each content is verified while it is read. After a mismatch the archive has no end.
/// </summary>
public sealed class VersionArchive
{
    private const int BufferSize = 256 * 1024;
    private const int LongestName = 100;

    // The earliest and the latest year that a ZIP archive can have.
    private static readonly DateTimeOffset FirstInZip = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LastInZip = new(2107, 12, 31, 23, 59, 58, TimeSpan.Zero);

    private readonly OcflObject _object;
    private readonly OcflVersion _version;
    private readonly ArchiveOptions _options;
    private readonly SortedPaths _files;
    private readonly DateTimeOffset _created;

    /// <summary>An archive that is not written yet.</summary>
    /// <param name="source">The object.</param>
    /// <param name="version">One of its versions.</param>
    /// <param name="options">What is in the archive.</param>
    /// <param name="files">The version's files, if they are already sorted; null to sort them here.</param>
    /// <exception cref="ArchiveNameException">A file cannot be in the archive under its path.</exception>
    public VersionArchive(OcflObject source, OcflVersion version, ArchiveOptions options, SortedPaths? files = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(options);
        _object = source;
        _version = version;
        _options = options;
        _files = files ?? new SortedPaths(version.Description.State);
        _created = version.Description.Created.Value ?? DateTimeOffset.UnixEpoch;
        foreach ((string path, _) in Files)
        {
            ArchiveNames.Require(path, options.Format);
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Files => _files.StartingWith(_options.Prefix);

    /// <summary>
    /// A name for files and directories that stands for a version: letters, digits and a few signs of the object's id, and the version's
    /// number.
    /// </summary>
    public static string NameOf(string objectId, VersionNumber version)
    {
        ArgumentNullException.ThrowIfNull(objectId);
        StringBuilder name = new();
        foreach (char character in objectId)
        {
            bool isPlain = char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.';
            if (isPlain || (name.Length > 0 && name[^1] != '_'))
            {
                name.Append(isPlain ? character : '_');
            }
        }

        string text = name.ToString().Trim('.', '_');
        return $"{(text.Length == 0 ? "object" : text[..Math.Min(text.Length, LongestName)])}-{version}";
    }

    /// <summary>Writes the archive.</summary>
    /// <param name="output">Where to; only written to, and not closed.</param>
    /// <param name="cancellationToken">Stops it; the archive then has no end.</param>
    /// <exception cref="CorruptObjectException">A content is not what the inventory says; the archive has no end.</exception>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        OutputBuffer buffer = new(output, BufferSize);
        await using (buffer.ConfigureAwait(false))
        {
            switch (_options.Format)
            {
                case ArchiveFormat.Zip:
                    await WriteZipAsync(buffer, cancellationToken).ConfigureAwait(false);
                    break;
                case ArchiveFormat.Tar:
                    await WriteTarAsync(buffer, cancellationToken).ConfigureAwait(false);
                    break;
                case ArchiveFormat.Bag:
                    BagWriter bag = new(_object, _version, _options, () => Files);
                    await bag.WriteAsync(new TarOutput(buffer, _created), cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    throw new InvalidOperationException($"There is no format {_options.Format}.");
            }

            await buffer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Closing a ZipArchive writes its directory, which would make an archive that was stopped look whole: then it is not closed.
    private async Task WriteZipAsync(OutputBuffer output, CancellationToken cancellationToken)
    {
        ZipArchive zip = await ZipArchive.CreateAsync(
            output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken).ConfigureAwait(false);
        DateTimeOffset created = _created < FirstInZip ? FirstInZip : _created > LastInZip ? LastInZip : _created;
        await foreach (QueuedContent content in new ContentQueue(_object).ReadAsync(Files, cancellationToken).ConfigureAwait(false))
        {
            ZipArchiveEntry entry = zip.CreateEntry(content.Path, CompressionLevel.Fastest);
            entry.LastWriteTime = created.ToUniversalTime();
            Stream data = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
            await content.CopyToAsync(data, BufferSize, cancellationToken).ConfigureAwait(false);
            await content.RequireEndAsync(cancellationToken).ConfigureAwait(false);
            await data.DisposeAsync().ConfigureAwait(false);
        }

        await zip.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteTarAsync(OutputBuffer output, CancellationToken cancellationToken)
    {
        TarOutput tar = new(output, _created);
        await foreach (QueuedContent content in new ContentQueue(_object).ReadAsync(Files, cancellationToken).ConfigureAwait(false))
        {
            await tar.AddAsync(content.Path, content, cancellationToken).ConfigureAwait(false);
            await content.RequireEndAsync(cancellationToken).ConfigureAwait(false);
        }

        await tar.CompleteAsync().ConfigureAwait(false);
    }
}
