using System.Text.Json;
using System.Text.Json.Nodes;

namespace EndToEnd.Fuzz;

/// <summary>Values that a caller should not send: wrong types, huge, empty, control characters, tricks with paths.</summary>
/// <param name="random">The source of all choices.</param>
/// <param name="marker">A name that is in each path that leads elsewhere, so that a file there is found.</param>
internal sealed class FuzzValues(Random random, string marker)
{
    private const int HugeCharacters = 100_000;
    private const int LongCharacters = 5_000;

    /// <summary>Writes values that are deeper than usual.</summary>
    public static readonly JsonSerializerOptions Deeply = new() { MaxDepth = 512 };

    /// <summary>One of these.</summary>
    public T Any<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>Whether something that happens once in so many times happens now.</summary>
    public bool OneIn(int times) => random.Next(times) == 0;

    /// <summary>A text.</summary>
    public string Text() => random.Next(16) switch
    {
        0 => "",
        1 => " ",
        2 => new string('x', HugeCharacters),
        3 => new string('ä', LongCharacters),
        4 => "a\0b",
        5 => "line\r\nSet-Cookie: x=y",
        6 => "\u202Eevil\u0007\u001b[31m",
        7 => "v99999999999999999999",
        8 => "-1",
        9 => "1e400",
        10 => "null",
        11 => "{\"a\":[1,2",
        12 => "%00%2e%2e%2f" + marker,
        13 => "\uFFFE\uFFFF",
        _ => Path(),
    };

    /// <summary>A path that leads elsewhere.</summary>
    public string Path() => Any(
        "../" + marker,
        "../../../../../../../../tmp/" + marker,
        "/tmp/" + marker,
        "..\\..\\" + marker,
        "C:\\" + marker,
        "./a/../../" + marker,
        "a//" + marker,
        "....//" + marker,
        "file:///tmp/" + marker,
        "~/" + marker,
        "a/\0/" + marker,
        marker + "/",
        string.Concat(Enumerable.Repeat("d/", 600)) + marker,
        new string('n', 300) + marker);

    /// <summary>Any JSON.</summary>
    public JsonNode? Json() => random.Next(10) switch
    {
        0 => null,
        1 => JsonValue.Create(true),
        2 => JsonValue.Create(-1),
        3 => JsonValue.Create(long.MaxValue),
        4 => JsonNode.Parse("1e400"),
        5 => new JsonArray(),
        6 => new JsonObject(),
        7 => Deep(random.Next(1, 80)),
        8 => new JsonArray([.. Enumerable.Range(0, 2_000).Select(number => JsonValue.Create(number))]),
        _ => JsonValue.Create(Text()),
    };

    /// <summary>Bytes.</summary>
    public byte[] Bytes()
    {
        byte[] bytes = new byte[Any(0, 1, 7, 100, 4096, 70_000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static JsonArray Deep(int levels)
    {
        JsonArray inner = [];
        for (int level = 0; level < levels; level++)
        {
            inner = [inner];
        }

        return inner;
    }
}
