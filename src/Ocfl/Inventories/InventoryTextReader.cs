using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>Reads the texts of an inventory as UTF-8, up to the longest that is allowed.</summary>
internal sealed class InventoryTextReader(InventoryPlace place, InventoryBounds bounds)
{
    private const int StringOverhead = 24;

    private byte[] _unescaped = new byte[1024];

    /// <summary>The bytes of a text or key, without escapes. They may be overwritten by the next.</summary>
    /// <returns>False where it is not UTF-8, or too long, which is noted.</returns>
    public bool TryRead(ref Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = reader.ValueSpan;
        if (text.Length > bounds.MaxStringLength)
        {
            text = default;
            bounds.StopAtLongText();
            return false;
        }

        if (!reader.ValueIsEscaped && Utf8.IsValid(text))
        {
            return true;
        }

        if (reader.ValueIsEscaped && TryUnescape(ref reader, out int length))
        {
            text = _unescaped.AsSpan(0, length);
            return true;
        }

        text = default;
        place.Note(FindingCodes.E033, "A string is not UTF-8, or holds half of a surrogate pair; an inventory must be JSON in UTF-8.");
        return false;
    }

    /// <summary>The value of a member that must be a string; null if it is not a string, which is noted.</summary>
    public string? ReadMember(ref Utf8JsonReader reader, FindingCode code, string rule, bool allowEmpty)
    {
        if (!TryRead(ref reader, out ReadOnlySpan<byte> text))
        {
            return null;
        }

        if (text.IsEmpty && !allowEmpty)
        {
            place.Note(code, $"{rule} It is empty.");
            return null;
        }

        string value = Encoding.UTF8.GetString(text);
        bounds.Take(StringOverhead + (value.Length * sizeof(char)));
        return value;
    }

    /// <summary>Checks a value that is skipped.</summary>
    public void Check(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            TryRead(ref reader, out _);
        }
    }

    private bool TryUnescape(ref Utf8JsonReader reader, out int length)
    {
        length = 0;
        if (reader.ValueSpan.Length > _unescaped.Length)
        {
            _unescaped = new byte[reader.ValueSpan.Length];
        }

        try
        {
            length = reader.CopyString(_unescaped);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
