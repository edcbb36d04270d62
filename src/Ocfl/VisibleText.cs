using System.Globalization;
using System.Text;

namespace Ocfl;

/// <summary>
/// Text for one line of a log or a terminal. Names and messages may come from anybody: what in them would end the line, control the
/// terminal or turn the reading direction is shown as an escape, and not obeyed.
/// </summary>
public static class VisibleText
{
    /// <summary>The text with each such character as <c>\uXXXX</c>. Applied twice, it gives the same.</summary>
    public static string Show(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int first = FindHidden(text, 0);
        if (first == text.Length)
        {
            return text;
        }

        StringBuilder shown = new(text.Length + 16);
        int done = 0;
        for (int at = first; at < text.Length; at = FindHidden(text, at + 1))
        {
            shown.Append(text, done, at - done).Append(CultureInfo.InvariantCulture, $"\\u{(int)text[at]:x4}");
            done = at + 1;
        }

        return shown.Append(text, done, text.Length - done).ToString();
    }

    private static int FindHidden(string text, int at)
    {
        while (at < text.Length && !IsHidden(text[at]))
        {
            at++;
        }

        return at;
    }

    // Controls, line and paragraph separators, marks and overrides of direction, a byte order mark within a text.
    private static bool IsHidden(char character) => char.IsControl(character) || character
        is '\u2028' or '\u2029'
        or '\u061C' or '\u200E' or '\u200F'
        or (>= '\u202A' and <= '\u202E')
        or (>= '\u2066' and <= '\u2069')
        or '\uFEFF';
}
