using System.Text;

namespace Ocfl.Ingests;

/// <summary>The fields of a record of CSV (RFC 4180).</summary>
internal static class CsvRecord
{
    private const char Quote = '"';
    private const char Separator = ',';

    /// <summary>Splits a record.</summary>
    /// <param name="text">The record.</param>
    /// <param name="fields">Its fields; empty if it breaks a rule.</param>
    /// <returns>The rule that it breaks; null if none.</returns>
    public static string? Split(string text, out IReadOnlyList<string> fields)
    {
        List<string> found = [];
        fields = [];
        int position = 0;
        while (true)
        {
            if (position < text.Length && text[position] == Quote)
            {
                if (ReadQuoted(text, ref position) is not { } quoted)
                {
                    return "has a field whose quote does not end";
                }

                if (position < text.Length && text[position] != Separator)
                {
                    return "has text after the quote that ends a field; a quote in a field is written twice";
                }

                found.Add(quoted);
            }
            else
            {
                int end = text.IndexOf(Separator, position);
                string plain = text[position..(end < 0 ? text.Length : end)];
                if (plain.Contains(Quote, StringComparison.Ordinal))
                {
                    return "has a quote in a field that does not begin with one";
                }

                found.Add(plain);
                position += plain.Length;
            }

            if (position == text.Length)
            {
                fields = found;
                return null;
            }

            position++;
        }
    }

    private static string? ReadQuoted(string text, ref int position)
    {
        StringBuilder field = new();
        position++;
        while (position < text.Length)
        {
            int end = text.IndexOf(Quote, position);
            if (end < 0)
            {
                return null;
            }

            field.Append(text, position, end - position);
            position = end + 1;
            if (position == text.Length || text[position] != Quote)
            {
                return field.ToString();
            }

            field.Append(Quote);
            position++;
        }

        return null;
    }
}
