using System.Text;
using System.Text.Json;

namespace Ocfl.Tests;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("", 1, 1, "the text is empty", null)]
    [InlineData("{", 1, 2, "the text ends before it is complete", null)]
    [InlineData("{\n \"a\": tru\n}", 2, 10, "U+000A is not expected here", null)]
    [InlineData("[1,]", 1, 4, "nothing comes after the comma", null)]
    [InlineData("{\"ä\" 1}", 1, 6, "'1' is not expected here", null)]
    [InlineData("{} x", 1, 4, "'x' is not expected here", null)]
    [InlineData("\uFEFF{}", 1, 1, "U+FEFF is not expected here", null)]
    [InlineData("[[[[[1]]]]]", 1, 5, "the text is nested more than 4 deep", null)]
    [InlineData("{\"a\":{\"b\":1,\"b\":2}}", 1, 13, "the name 'b' is there twice", "a")]
    [InlineData("{\"a\":1,\"\\u0061\":2}", 1, 8, "the name 'a' is there twice", "")]
    [InlineData("{\"\\ud800\":1}", 1, 2, "an escape stands for half of a character", "")]
    [InlineData("{\"a\":[0,{\"b\":\"\\udc00\"}]}", 1, 14, "an escape stands for half of a character", "a[1].b")]
    public void What_is_wrong_is_said_with_its_place(string text, int line, int column, string rule, string? path)
    {
        InvalidJsonException fault = Assert.Throws<InvalidJsonException>(() => JsonText.Parse(Encoding.UTF8.GetBytes(text), maxDepth: 4));

        Assert.Equal((line, column, path), (fault.Line, fault.Column, fault.Path));
        Assert.Equal($"line {line}, column {column}: {rule}", fault.Message);
    }

    [Fact]
    public void A_byte_that_is_no_UTF_8_is_said_with_its_place()
    {
        InvalidJsonException fault = Assert.Throws<InvalidJsonException>(
            () => JsonText.Parse(new byte[] { (byte)'[', (byte)'\n', (byte)'"', 0xFF }));

        Assert.Equal("line 2, column 2: the text is not UTF-8", fault.Message);
    }

    /// <summary>Whatever the bytes are, they are JSON or refused, and what is JSON can be read to its last text.</summary>
    [Fact]
    public void Damaged_texts_are_refused_or_can_be_read_whole()
    {
        Random random = new(7);
        byte[] good = Encoding.UTF8.GetBytes("""{"a":[1,-2.5e3,true,null,"\ud83d\ude00"],"b":{"c":"ü\n","d":{}}}""");
        int read = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] text = [.. good];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                text[random.Next(text.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : good[random.Next(good.Length)];
            }

            try
            {
                using JsonDocument document = JsonText.Parse(text);
                ReadAll(document.RootElement);
                read++;
            }
            catch (InvalidJsonException fault)
            {
                Assert.InRange(fault.Column, 1, text.Length + 1);
            }
        }

        Assert.InRange(read, 1, 20_000);
    }

    private static void ReadAll(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    _ = member.Name;
                    ReadAll(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    ReadAll(item);
                }

                break;
            case JsonValueKind.String:
                _ = value.GetString();
                break;
        }
    }
}
