using System.Buffers;
using System.Text.Json;
using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>
/// Reads one inventory, block by block, and notes all that is wrong with it. <see cref="InventoryScopes"/> interprets the tokens;
/// rules that need the whole of the inventory are checked at the end, by <see cref="InventoryRules"/>.
/// </summary>
internal sealed class InventoryParser
{
    private const int FirstBufferSize = 128 * 1024;
    private const int MaxDepth = 64;

    private static readonly JsonReaderOptions JsonOptions = new() { MaxDepth = MaxDepth };

    private readonly InventoryDocument _document = new();
    private readonly FindingNotes _notes;
    private readonly InventoryBounds _bounds;
    private readonly InventoryScopes _scopes;

    private InventoryParser(InventoryParserContext context)
    {
        _notes = new(_document.Findings, context.File, context.Version, context.Limits.MaxFindings);
        _bounds = new(context, _notes);
        _scopes = new(context, _document, _notes, _bounds);
    }

    /// <summary>Reads a stream to its end, or up to a limit.</summary>
    /// <param name="content">The file.</param>
    /// <param name="context">What is read, and how much of it at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<InventoryDocument> ParseAsync(
        Stream content, InventoryParserContext context, CancellationToken cancellationToken)
    {
        InventoryParser parser = new(context);
        await parser.ReadAsync(content, cancellationToken).ConfigureAwait(false);
        return parser.Finish(context);
    }

    /// <summary>Reads an inventory that is in memory.</summary>
    public static InventoryDocument Parse(ReadOnlyMemory<byte> content, InventoryParserContext context)
    {
        InventoryParser parser = new(context);
        JsonReaderState state = new(JsonOptions);
        parser._bounds.OnRead(content.Length);
        int start = parser.SkipByteOrderMark(content.Span);
        parser.ReadBlock(content.Span[start..], isFinal: true, ref state);
        return parser.Finish(context);
    }

    private InventoryDocument Finish(InventoryParserContext context)
    {
        _scopes.Close();
        if (_document.IsComplete)
        {
            InventoryRules.Check(_document, _notes, context.AllowsMutableHead);
        }

        _notes.Close();
        _document.Impacts = _notes.Impacts;
        return _document;
    }

    private async Task ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBufferSize);
        try
        {
            JsonReaderState state = new(JsonOptions);
            bool isFirst = true;
            int kept = 0;
            while (!_bounds.IsStopped)
            {
                int read = await content.ReadAtLeastAsync(
                    buffer.AsMemory(kept), buffer.Length - kept, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                _bounds.OnRead(read);
                int length = kept + read;
                bool isFinal = length < buffer.Length;
                int start = isFirst ? SkipByteOrderMark(buffer.AsSpan(0, length)) : 0;
                isFirst = false;
                int consumed = start + ReadBlock(buffer.AsSpan(start, length - start), isFinal, ref state);
                if (isFinal)
                {
                    return;
                }

                kept = length - consumed;
                buffer = MakeRoom(buffer, consumed, kept);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Moves unread bytes to the front. If one token fills the whole buffer, the buffer is doubled.</summary>
    private byte[] MakeRoom(byte[] buffer, int consumed, int kept)
    {
        if (kept <= buffer.Length / 2)
        {
            buffer.AsSpan(consumed, kept).CopyTo(buffer);
            return buffer;
        }

        if (kept >= _bounds.MaxStringLength)
        {
            _bounds.StopAtLongText();
            return buffer;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(buffer.Length * 2L, _bounds.MaxStringLength + (long)FirstBufferSize));
        buffer.AsSpan(consumed, kept).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private int SkipByteOrderMark(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith("\uFEFF"u8))
        {
            return 0;
        }

        _notes.Add(FindingCodes.E033, "The inventory begins with a byte order mark; JSON must not have one (RFC 8259, section 8.1).");
        return 3;
    }

    private int ReadBlock(ReadOnlySpan<byte> block, bool isFinal, ref JsonReaderState state)
    {
        Utf8JsonReader reader = new(block, isFinal, state);
        try
        {
            while (!_bounds.IsStopped && reader.Read())
            {
                _scopes.OnToken(ref reader);
            }
        }
        catch (JsonException exception)
        {
            _bounds.Stop();
            _notes.Add(
                FindingCodes.E033,
                $"The inventory is not JSON that can be read: {exception.Message} It must be one JSON object (RFC 8259) of at most "
                    + $"{MaxDepth} levels.");
            if (reader.CurrentDepth >= MaxDepth - 1)
            {
                _bounds.NoteNotChecked($"it has more than {MaxDepth} levels");
            }
        }

        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }
}
