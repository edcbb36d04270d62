using System.Buffers;
using System.Text.Json;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>Reads an object's id from its inventory without reading the rest, for listings of many objects.</summary>
internal static class InventoryIdReader
{
    private const int FirstBufferSize = 16 * 1024;
    private const int MaxBufferSize = 8 * 1024 * 1024;

    /// <summary>The id.</summary>
    /// <exception cref="CorruptObjectException">There is no inventory with a readable id.</exception>
    public static async Task<string> ReadAsync(IStorage storage, string objectRoot, CancellationToken cancellationToken)
    {
        StorageReader reader = await storage.OpenReadAsync(
            StoragePath.Combine(objectRoot, Inventory.FileName), options: null, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            try
            {
                return await FindAsync(reader.Content, cancellationToken).ConfigureAwait(false) is { Length: > 0 } id
                    ? id
                    : throw new CorruptObjectException(objectRoot, "its inventory has no id");
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                throw new CorruptObjectException(
                    objectRoot, "its inventory is not JSON that can be read: " + exception.Message.TrimEnd('.'), exception);
            }
        }
    }

    private static async Task<string?> FindAsync(Stream content, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBufferSize);
        try
        {
            Scan scan = new();
            int kept = 0;
            while (true)
            {
                int read = await content.ReadAtLeastAsync(
                    buffer.AsMemory(kept), buffer.Length - kept, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                bool isFinal = kept + read < buffer.Length;
                int consumed = scan.Continue(buffer.AsSpan(0, kept + read), isFinal);
                if (scan.IsOver || isFinal)
                {
                    return scan.Id;
                }

                kept = kept + read - consumed;
                buffer = MakeRoom(buffer, consumed, kept);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] MakeRoom(byte[] buffer, int consumed, int kept)
    {
        byte[] next = buffer;
        if (kept > buffer.Length / 2)
        {
            next = buffer.Length < MaxBufferSize
                ? ArrayPool<byte>.Shared.Rent(buffer.Length * 2)
                : throw new JsonException("a text is longer than 8 MiB");
        }

        buffer.AsSpan(consumed, kept).CopyTo(next);
        if (!ReferenceEquals(next, buffer))
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return next;
    }

    /// <summary>Searches for <c>id</c> at the first level of a JSON object.</summary>
    private sealed class Scan
    {
        private JsonReaderState _state;
        private bool _isNext;

        public string? Id { get; private set; }

        public bool IsOver { get; private set; }

        /// <returns>How many bytes it took.</returns>
        public int Continue(ReadOnlySpan<byte> block, bool isFinal)
        {
            Utf8JsonReader reader = new(block, isFinal, _state);
            while (!IsOver && reader.Read())
            {
                if (_isNext)
                {
                    Id = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                    IsOver = true;
                }
                else
                {
                    _isNext = reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("id"u8);
                }
            }

            _state = reader.CurrentState;
            return (int)reader.BytesConsumed;
        }
    }
}
