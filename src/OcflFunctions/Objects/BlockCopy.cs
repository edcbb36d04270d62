using System.IO.Pipelines;
using Ocfl;
using OcflFunctions.Http;

namespace OcflFunctions.Objects;

/// <summary>
/// Copies a part of a content into an answer, and verifies each block before a byte of it is sent. A block is read to where it is sent
/// from. The server sends it while the next is read, as far as its buffer allows.
/// </summary>
internal static class BlockCopy
{
    /// <summary>Copies.</summary>
    /// <param name="content">The content, from the start of the block in which the part starts.</param>
    /// <param name="table">The digests of the blocks.</param>
    /// <param name="part">The part.</param>
    /// <param name="output">The body.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DamagedContentException">A block does not have its digest, or is not there.</exception>
    public static async Task CopyAsync(
        Stream content, BlockTable table, ByteRange part, PipeWriter output, CancellationToken cancellationToken)
    {
        long offset = table.Layout.BlocksAround(part).Offset;
        while (offset < part.End)
        {
            long block = offset / table.Layout.BlockSize;
            int length = table.Layout.LengthOf(block);
            Memory<byte> bytes = output.GetMemory(length)[..length];
            int read = await content.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancellationToken);
            if (!table.Fits(block, bytes.Span[..read]))
            {
                throw new DamagedContentException(
                    $"Of the content, the {length} bytes from {offset} are not those that were verified before.");
            }

            int skipped = (int)Math.Max(0, part.Offset - offset);
            int sent = (int)Math.Min(length, part.End - offset) - skipped;
            if (skipped > 0)
            {
                bytes.Slice(skipped, sent).CopyTo(bytes);
            }

            output.Advance(sent);
            await output.FlushAsync(cancellationToken);
            offset += length;
        }
    }
}

/// <summary>A content is not what it was when it was verified as a whole.</summary>
internal sealed class DamagedContentException(string message) : OcflException(message);
