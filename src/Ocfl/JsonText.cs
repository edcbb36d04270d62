using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Ocfl;

/// <summary>
/// Reads JSON strictly: UTF-8, no name twice in one object, no escape that is half of a character. What is wrong is said in plain
/// words, with its line and column, wherever the text comes from.
/// </summary>
public static class JsonText
{
    /// <summary>How deep arrays and objects may be nested, unless said otherwise.</summary>
    public const int DefaultMaxDepth = 64;

    /// <summary>Reads a text.</summary>
    /// <param name="utf8">The text. It must not change while the document is used.</param>
    /// <param name="maxDepth">How deep arrays and objects may be nested.</param>
    /// <exception cref="InvalidJsonException">It is not JSON; the message says where and why.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, int maxDepth = DefaultMaxDepth)
    {
        Check(utf8.Span, new JsonReaderOptions { MaxDepth = maxDepth });
        return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth });
    }

    /// <summary>Refuses a text that is not JSON.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="options">What is allowed beside the standard: comments, commas at the end; and how deep it may be nested.</param>
    /// <exception cref="InvalidJsonException">It is not JSON; the message says where and why.</exception>
    public static void Check(ReadOnlySpan<byte> utf8, JsonReaderOptions options)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw At(utf8, FindInvalidByte(utf8), "the text is not UTF-8");
        }

        Utf8JsonReader reader = new(utf8, options);
        Stack<Level> levels = [];
        try
        {
            while (reader.Read())
            {
                CheckToken(ref reader, levels);
            }
        }
        catch (JsonException fault)
        {
            int position = PositionOf(utf8, fault);
            throw At(utf8, position, Describe(utf8, position, levels.Count, options.MaxDepth), innerException: fault);
        }
        catch (InvalidOperationException fault)
        {
            throw At(utf8, (int)reader.TokenStartIndex, "an escape stands for half of a character", PathOf(levels), fault);
        }
        catch (DuplicateException fault)
        {
            throw At(utf8, (int)reader.TokenStartIndex, $"the name '{fault.Message}' is there twice", PathOf(levels));
        }
    }

    private static void CheckToken(ref Utf8JsonReader reader, Stack<Level> levels)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                levels.TryPeek(out Level? parent);
                parent?.Next();
                levels.Push(new Level(reader.TokenType == JsonTokenType.StartObject ? new HashSet<string>(StringComparer.Ordinal) : null));
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                levels.Pop();
                break;
            case JsonTokenType.PropertyName:
                Level level = levels.Peek();
                level.Name = null;
                string name = reader.GetString()!;
                level.Name = level.Names!.Add(name) ? name : throw new DuplicateException(name);
                break;
            case JsonTokenType.Comment:
                break;
            default:
                levels.TryPeek(out Level? around);
                around?.Next();
                if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }

                break;
        }
    }

    private static string Describe(ReadOnlySpan<byte> utf8, int position, int depth, int maxDepth)
    {
        ReadOnlySpan<byte> before = utf8[..position].TrimEnd(" \t\r\n"u8);
        if (position >= utf8.Length)
        {
            return before.IsEmpty ? "the text is empty" : "the text ends before it is complete";
        }

        Rune.DecodeFromUtf8(utf8[position..], out Rune found, out _);
        return found.Value switch
        {
            '[' or '{' when depth >= (maxDepth == 0 ? DefaultMaxDepth : maxDepth) =>
                string.Create(CultureInfo.InvariantCulture, $"the text is nested more than {depth} deep"),
            ']' or '}' when before.EndsWith(","u8) => "nothing comes after the comma",
            _ => $"{Show(found)} is not expected here",
        };
    }

    private static string Show(Rune rune) => Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
        ? string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}")
        : $"'{rune}'";

    private static int PositionOf(ReadOnlySpan<byte> utf8, JsonException fault)
    {
        int start = 0;
        for (long line = fault.LineNumber ?? 0; line > 0; line--)
        {
            start += utf8[start..].IndexOf((byte)'\n') + 1;
        }

        return (int)Math.Min(start + (fault.BytePositionInLine ?? 0), utf8.Length);
    }

    private static int FindInvalidByte(ReadOnlySpan<byte> utf8)
    {
        int position = 0;
        while (Rune.DecodeFromUtf8(utf8[position..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            position += length;
        }

        return position;
    }

    private static InvalidJsonException At(
        ReadOnlySpan<byte> utf8, int position, string rule, string? path = null, Exception? innerException = null)
    {
        ReadOnlySpan<byte> before = utf8[..position];
        int line = before.Count((byte)'\n') + 1;
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new InvalidJsonException(line, column, rule, path, innerException);
    }

    private static string PathOf(Stack<Level> levels)
    {
        StringBuilder path = new();
        foreach (Level level in levels.Reverse())
        {
            if (level.Names is null)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{level.Index}]");
            }
            else if (level.Name is { } name)
            {
                path.Append(path.Length == 0 ? "" : ".").Append(name);
            }
        }

        return path.ToString();
    }

    /// <summary>An object or an array that is being read. An array has no names.</summary>
    private sealed class Level(HashSet<string>? names)
    {
        public HashSet<string>? Names { get; } = names;

        public string? Name { get; set; }

        public int Index { get; private set; } = -1;

        public void Next() => Index++;
    }

    private sealed class DuplicateException(string name) : Exception(name);
}

/// <summary>A text is not JSON.</summary>
/// <param name="line">The line of the fault, from 1.</param>
/// <param name="column">Its column in that line, from 1, in UTF-16 characters.</param>
/// <param name="rule">What is wrong, as the end of a sentence.</param>
/// <param name="path">The member at fault, such as <c>source.include[0]</c>, where the text is well-formed; null where it is not.</param>
/// <param name="innerException">The cause; null when there is none.</param>
public sealed class InvalidJsonException(int line, int column, string rule, string? path = null, Exception? innerException = null)
    : OcflException(string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}: {rule}"), innerException)
{
    /// <summary>The line of the fault, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Its column in that line, from 1, in UTF-16 characters.</summary>
    public int Column { get; } = column;

    /// <summary>The member at fault, such as <c>source.include[0]</c>, where the text is well-formed; null where it is not.</summary>
    public string? Path { get; } = path;

    /// <summary>
    /// Whether all that is wrong is an escape that stands for half of a character, which JSON allows and Unicode does not.
    /// </summary>
    public bool IsHalfCharacter => InnerException is InvalidOperationException;
}
