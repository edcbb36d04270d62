using System.Buffers;
using System.Text;
using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.Inventories;

/// <summary>
/// Writes inventories (OCFL 1.1, section 3.5). The same inventory gives the same bytes everywhere: UTF-8 without a byte order mark,
/// nothing escaped but what JSON demands, members in one order, two spaces of indentation, <c>\n</c> at the end of every line.
/// </summary>
public static class InventoryWriter
{
    // With one more entry, a buffer of this size is still below the limit of the large object heap, which is collected rarely.
    private const int FlushSize = 48 * 1024;

    private const int MostBytesOfFew = 1 << 20;

    /// <summary>Writes an inventory to memory.</summary>
    /// <exception cref="ArgumentException">A string holds half of a surrogate pair, which UTF-8 cannot encode.</exception>
    public static byte[] Write(Inventory inventory)
    {
        ArgumentNullException.ThrowIfNull(inventory);

        // Written twice, the first time to learn its length: a buffer that grows would take three times the memory.
        int length = 0;
        Take(inventory, piece => length += piece.Length);
        byte[] bytes = new byte[length];
        int position = 0;
        Take(inventory, piece =>
        {
            piece.CopyTo(bytes.AsSpan(position));
            position += piece.Length;
        });
        return bytes;
    }

    /// <summary>Writes an inventory to a stream, piece by piece.</summary>
    /// <param name="inventory">What to write.</param>
    /// <param name="destination">Where to; it is not flushed and not disposed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentException">A string holds half of a surrogate pair, which UTF-8 cannot encode.</exception>
    public static async Task WriteAsync(Inventory inventory, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(destination);
        Output output = new();
        foreach (Output _ in Steps(inventory, output))
        {
            if (output.Buffer.WrittenCount >= FlushSize)
            {
                await destination.WriteAsync(output.Buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
                output.Buffer.ResetWrittenCount();
            }
        }

        await destination.WriteAsync(output.Buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The bytes of an inventory, produced while they are read.</summary>
    internal static Stream OpenRead(Inventory inventory)
    {
        Output output = new();
        return new Reader(Steps(inventory, output).GetEnumerator(), output);
    }

    /// <summary>The digest of an inventory's bytes, in its own algorithm, and how many they are.</summary>
    /// <returns>Also the bytes, if they are few: they need not be produced again.</returns>
    internal static (string Digest, long Length, byte[]? Bytes) Measure(Inventory inventory)
    {
        using IncrementalDigest digest = DigestAlgorithm.Get(inventory.DigestAlgorithm).CreateHashOfInventory();
        byte[] kept = ArrayPool<byte>.Shared.Rent(MostBytesOfFew);
        try
        {
            long length = 0;
            Take(inventory, piece =>
            {
                digest.Append(piece);
                if (length + piece.Length <= kept.Length)
                {
                    piece.CopyTo(kept.AsSpan((int)length));
                }

                length += piece.Length;
            });
            return (digest.GetHexAndReset(), length, length <= kept.Length ? kept[..(int)length] : null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(kept);
        }
    }

    private static void Take(Inventory inventory, Action<ReadOnlySpan<byte>> take)
    {
        Output output = new();
        foreach (Output _ in Steps(inventory, output))
        {
            if (output.Buffer.WrittenCount >= FlushSize)
            {
                take(output.Buffer.WrittenSpan);
                output.Buffer.ResetWrittenCount();
            }
        }

        take(output.Buffer.WrittenSpan);
    }

    /// <summary>Writes a part at each step, so that the buffer can be emptied in between.</summary>
    private static IEnumerable<Output> Steps(Inventory inventory, Output output)
    {
        output.Open('{');
        output.Member("id", inventory.Id);
        output.Member("type", inventory.Specification.InventoryType);
        output.Member("digestAlgorithm", inventory.DigestAlgorithm);
        output.Member("head", inventory.Head.ToString());
        if (inventory.ContentDirectory is string contentDirectory)
        {
            output.Member("contentDirectory", contentDirectory);
        }

        if (inventory.Fixity.Count > 0)
        {
            output.Name("fixity");
            output.Open('{');
            foreach ((string algorithm, DigestMap block) in inventory.Fixity)
            {
                output.Name(algorithm);
                foreach (Output step in Steps(block, output))
                {
                    yield return step;
                }
            }

            output.Close('}');
        }

        output.Name("manifest");
        foreach (Output step in Steps(inventory.Manifest, output))
        {
            yield return step;
        }

        output.Name("versions");
        output.Open('{');
        for (int i = 0; i < inventory.Versions.Count; i++)
        {
            output.Name(inventory.Head.WithNumber(i + 1).ToString());
            foreach (Output step in Steps(inventory.Versions[i], output))
            {
                yield return step;
            }
        }

        output.Close('}');
        output.Close('}');
        output.EndFile();
    }

    private static IEnumerable<Output> Steps(ObjectVersion version, Output output)
    {
        output.Open('{');
        output.Member("created", version.Created.Text);
        if (version.Message is string message)
        {
            output.Member("message", message);
        }

        output.Name("state");
        foreach (Output step in Steps(version.State, output))
        {
            yield return step;
        }

        if (version.User is VersionUser user)
        {
            output.Name("user");
            output.Open('{');
            output.Member("name", user.Name);
            if (user.Address is string address)
            {
                output.Member("address", address);
            }

            output.Close('}');
        }

        output.Close('}');
    }

    private static IEnumerable<Output> Steps(DigestMap map, Output output)
    {
        output.Open('{');
        for (int i = 0; i < map.Count; i++)
        {
            if (map.Locate(i) is var (packed, index))
            {
                output.Entry(packed, index);
            }
            else
            {
                output.Entry(map[i]);
            }

            yield return output;
        }

        output.Close('}');
    }

    private sealed class Reader(IEnumerator<Output> steps, Output output) : ForwardStream(steps)
    {
        private readonly IEnumerator<Output> _steps = steps;
        private int _position;

        public override int Read(Span<byte> buffer)
        {
            if (_position == output.Buffer.WrittenCount)
            {
                _position = 0;
                output.Buffer.ResetWrittenCount();
                while (output.Buffer.WrittenCount < FlushSize && _steps.MoveNext())
                {
                }
            }

            ReadOnlySpan<byte> written = output.Buffer.WrittenSpan[_position..];
            int length = Math.Min(written.Length, buffer.Length);
            written[..length].CopyTo(buffer);
            _position += length;
            return length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(Read(buffer.Span));
        }
    }

    /// <summary>A growing JSON text.</summary>
    private sealed class Output
    {
        private static readonly SearchValues<char> MustBeEscaped =
            SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

        private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

        private const int LongestAtOnce = 4096;

        private int _depth;
        private bool _isFirst = true;

        public ArrayBufferWriter<byte> Buffer { get; } = new(FlushSize + (16 * 1024));

        public void Open(char bracket)
        {
            Raw(bracket);
            _depth++;
            _isFirst = true;
        }

        public void Close(char bracket)
        {
            _depth--;
            if (!_isFirst)
            {
                NewLine();
            }

            Raw(bracket);
            _isFirst = false;
        }

        public void Name(string name)
        {
            Item(name);
            Buffer.Write(": "u8);
        }

        public void Member(string name, string value)
        {
            Name(name);
            Quoted(value);
        }

        public void Item(string value)
        {
            Next();
            Quoted(value);
        }

        public void Entry(DigestEntry entry)
        {
            Name(entry.Digest);
            Open('[');
            foreach (string path in entry.Paths)
            {
                Item(path);
            }

            Close(']');
        }

        // Written as it is kept: the texts of a large inventory, which is written several times, are a lot of garbage.
        public void Entry(PackedEntries entries, int index)
        {
            Next();
            if (!PackedTexts.TryQuote(entries.Texts.Digests, entries.DigestIdAt(index), Buffer))
            {
                Quoted(entries.DigestAt(index));
            }

            Buffer.Write(": "u8);
            Open('[');
            for (int position = entries.PathStartOf(index); position < entries.PathEndOf(index); position++)
            {
                Next();
                if (!PackedTexts.TryQuote(entries.Texts.Paths, entries.PathAt(position), Buffer))
                {
                    Quoted(entries.Texts.Paths[entries.PathAt(position)]);
                }
            }

            Close(']');
        }

        public void EndFile() => Raw('\n');

        private void Next()
        {
            if (!_isFirst)
            {
                Raw(',');
            }

            _isFirst = false;
            NewLine();
        }

        private void NewLine()
        {
            int length = 1 + (2 * _depth);
            Span<byte> line = Buffer.GetSpan(length)[..length];
            line[0] = (byte)'\n';
            line[1..].Fill((byte)' ');
            Buffer.Advance(length);
        }

        private void Quoted(ReadOnlySpan<char> text)
        {
            if (text.Length <= LongestAtOnce && !text.ContainsAny(MustBeEscaped))
            {
                Span<byte> room = Buffer.GetSpan(Strict.GetMaxByteCount(text.Length) + 2);
                int length = Strict.GetBytes(text, room[1..]);
                (room[0], room[length + 1]) = ((byte)'"', (byte)'"');
                Buffer.Advance(length + 2);
                return;
            }

            Raw('"');
            for (int length = text.IndexOfAny(MustBeEscaped); length >= 0; length = text.IndexOfAny(MustBeEscaped))
            {
                Strict.GetBytes(text[..length], Buffer);
                Escape(text[length]);
                text = text[(length + 1)..];
            }

            Strict.GetBytes(text, Buffer);
            Raw('"');
        }

        private void Escape(char character)
        {
            ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
            Raw('\\');
            switch (character)
            {
                case '"' or '\\':
                    Raw(character);
                    break;
                case '\b':
                    Raw('b');
                    break;
                case '\f':
                    Raw('f');
                    break;
                case '\n':
                    Raw('n');
                    break;
                case '\r':
                    Raw('r');
                    break;
                case '\t':
                    Raw('t');
                    break;
                default:
                    Buffer.Write("u00"u8);
                    Raw((char)digits[character >> 4]);
                    Raw((char)digits[character & 15]);
                    break;
            }
        }

        private void Raw(char character)
        {
            Buffer.GetSpan(1)[0] = (byte)character;
            Buffer.Advance(1);
        }
    }
}
