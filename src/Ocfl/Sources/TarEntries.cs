using System.Formats.Tar;
using System.Runtime.CompilerServices;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Sources;

/// <summary>
/// The files of a tar archive that is read once, from a stream. Nothing of it is unpacked, and what is not a file within it is refused: a
/// path that leads out, a link to something that was not before it, a device.
/// </summary>
/// <param name="archive">The archive, not compressed. It is read to its end, and stays open.</param>
public sealed class TarEntries(Stream archive)
{
    private const int BlockLength = 512;

    /// <summary>Reads the files, in their order.</summary>
    /// <exception cref="InvalidUpdateException">The archive is damaged, cut off or compressed, or has an entry that is refused.</exception>
    public async IAsyncEnumerable<TarFile> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        EndNotingStream noting = new(archive);
        await using (noting.ConfigureAwait(false))
        {
            TarReader reader = new(noting, leaveOpen: true);
            await using (reader.ConfigureAwait(false))
            {
                HashSet<string> files = new(StringComparer.Ordinal);
                while (await NextAsync(reader, noting, cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    if (Describe(entry, files) is not { } file)
                    {
                        continue;
                    }

                    if (!files.Add(file.Path))
                    {
                        throw Refuse(file.Path, "it is in the archive twice");
                    }

                    yield return file;
                }

                RequireEnd(noting);
            }

            await noting.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The exception for a fault that reading the content of an entry reports.</summary>
    /// <returns>Null if the failure is not one of the archive.</returns>
    public static InvalidUpdateException? Explain(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure switch
        {
            StorageException { InnerException: EndOfStreamException inner } => Explain(inner),
            InvalidDataException or EndOfStreamException or FormatException or NotSupportedException => new InvalidUpdateException(
                $"The tar archive is damaged or cut off: {failure.Message.TrimEnd('.')}.", failure),
            _ => null,
        };
    }

    private static async Task<TarEntry?> NextAsync(TarReader reader, EndNotingStream noting, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (noting.IsCompressed && Explain(failure) is not null)
        {
            throw new InvalidUpdateException(
                "The tar archive is compressed: pipe it through 'gzip -d', 'xz -d' or 'zstd -d' first.", failure);
        }
        catch (Exception failure) when (Explain(failure) is not null)
        {
            throw Explain(failure)!;
        }
    }

    // A sender that fails closes its pipe, too. Only the archive's own end says that all was sent.
    private static void RequireEnd(EndNotingStream noting)
    {
        if (noting.IsAtEnd)
        {
            throw new InvalidUpdateException("The tar archive is cut off: it has no end.");
        }
    }

    private static TarFile? Describe(TarEntry entry, HashSet<string> files)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                RequirePath(entry.Name, entry.Name.TrimEnd('/') is "." or "" ? null : entry.Name.TrimEnd('/'));
                return null;
            case TarEntryType.GlobalExtendedAttributes:
                return null;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                return new TarFile(RequirePath(entry.Name, entry.Name), entry.Length, entry.DataStream ?? Stream.Null, SameAs: null);
            case TarEntryType.HardLink:
                string path = RequirePath(entry.Name, entry.Name);
                string target = RequirePath(entry.LinkName, entry.LinkName);
                return files.Contains(target)
                    ? new TarFile(path, 0, Stream.Null, target)
                    : throw Refuse(entry.Name, $"it is a hard link to '{Show(target)}', which is not before it in the archive");
            case TarEntryType.SymbolicLink:
                throw Refuse(entry.Name, "it is a symbolic link, and an object has files only; let tar follow links (-h), or exclude it");
            default:
                throw Refuse(entry.Name, $"it is of the type {entry.EntryType}, and an object has files only");
        }
    }

    private static string RequirePath(string name, string? path)
    {
        string relative = path?.StartsWith("./", StringComparison.Ordinal) == true ? path[2..] : path ?? "top";
        return StoragePath.IsValid(relative)
            ? relative
            : throw Refuse(name, "its path must have no slash in front, and no name that is empty, '.' or '..'");
    }

    private static InvalidUpdateException Refuse(string name, string why) =>
        new($"'{Show(name)}' in the tar archive cannot be used: {why}.");

    private static string Show(string name) => VisibleText.Show(name.Length <= BlockLength ? name : name[..BlockLength] + "...");

    /// <summary>Notes what the first bytes of a stream are, and whether it was read to its end.</summary>
    private sealed class EndNotingStream(Stream inner) : ForwardStream(inner: null)
    {
        private readonly byte[] _first = new byte[6];
        private long _position;

        /// <summary>Whether a read found no more bytes.</summary>
        public bool IsAtEnd { get; private set; }

        /// <summary>Whether it begins as gzip, xz, bzip2 or zstd do.</summary>
        public bool IsCompressed => _first.AsSpan() is [0x1F, 0x8B, ..] or [0xFD, 0x37, 0x7A, ..] or [0x42, 0x5A, 0x68, ..]
            or [0x28, 0xB5, 0x2F, 0xFD, ..];

        public override int Read(Span<byte> buffer) => Note(buffer, inner.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return Note(buffer.Span, read);
        }

        private int Note(ReadOnlySpan<byte> buffer, int read)
        {
            IsAtEnd |= read == 0 && buffer.Length > 0;
            for (int i = 0; i < read && _position + i < _first.Length; i++)
            {
                _first[_position + i] = buffer[i];
            }

            _position += read;
            return read;
        }
    }
}

/// <summary>A file of a tar archive.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Length">Its length in bytes; 0 for one that is the same as another.</param>
/// <param name="Content">Its content, to be read before the next file.</param>
/// <param name="SameAs">The path of an earlier file that has the same content (a hard link); null if it has its own.</param>
public sealed record TarFile(string Path, long Length, Stream Content, string? SameAs);
