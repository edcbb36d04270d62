namespace Ocfl.Tests;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain, with ümläut, 漢字, \U0001F600 and back\\slash", "plain, with ümläut, 漢字, \U0001F600 and back\\slash")]
    [InlineData("a\nb\r\tc", "a\\u000ab\\u000d\\u0009c")]
    [InlineData("\u001b[2J\u0000\u0085", "\\u001b[2J\\u0000\\u0085")]
    [InlineData("\u202egpj.exe\u2069", "\\u202egpj.exe\\u2069")]
    [InlineData("a\u2028b\uFEFF", "a\\u2028b\\ufeff")]
    public void What_cannot_be_seen_or_would_be_obeyed_is_shown(string text, string shown)
    {
        Assert.Equal(shown, VisibleText.Show(text));
        Assert.Equal(shown, VisibleText.Show(shown));
    }
}
