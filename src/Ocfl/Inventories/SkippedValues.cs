using System.Text;
using System.Text.Json;

namespace Ocfl.Inventories;

/// <summary>Skips values of an inventory that have no meaning.</summary>
internal sealed class SkippedValues(InventoryPlace place, InventoryTextReader text, InventoryBounds bounds)
{
    /// <summary>How many bytes a key takes besides its characters.</summary>
    public const int KeyOverhead = 80;

    private readonly Stack<SkippedValue> _open = new();

    /// <summary>Starts a value.</summary>
    public void OnValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            Begin();
        }
        else
        {
            text.Check(ref reader);
        }
    }

    /// <summary>Takes a token within a value.</summary>
    public void OnToken(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                Begin();
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                bounds.Take(-_open.Pop().Memory);
                place.IsSkipping = _open.Count > 0;
                break;
            case JsonTokenType.PropertyName when text.TryRead(ref reader, out ReadOnlySpan<byte> name):
                OnName(Encoding.UTF8.GetString(name));
                break;
            default:
                text.Check(ref reader);
                break;
        }
    }

    private void Begin()
    {
        _open.Push(new());
        place.IsSkipping = true;
    }

    // Unknown values are skipped, but must be JSON that all readers read the same way.
    private void OnName(string name)
    {
        long memory = (name.Length * sizeof(char)) + KeyOverhead;
        SkippedValue value = _open.Peek();
        value.Memory += memory;
        bounds.Take(memory);
        if (!value.Keys.Add(name))
        {
            place.NoteDuplicate(name);
        }
    }
}
