namespace Ocfl.Cli;

/// <summary>Keeps secrets of storage accounts out of what is shown: a user may have given one where it does not belong.</summary>
internal static class Secrets
{
    private static readonly string[] Names = ["sig=", "AccountKey=", "SharedAccessSignature="];

    /// <summary>The text without the values of signatures and keys.</summary>
    public static string Hide(string text)
    {
        foreach (string name in Names)
        {
            int start = 0;
            while ((start = text.IndexOf(name, start, StringComparison.OrdinalIgnoreCase)) >= 0)
            {
                start += name.Length;
                int length = text.AsSpan(start).IndexOfAny("&; '\"");
                text = text[..start] + "..." + (length < 0 ? "" : text[(start + length)..]);
            }
        }

        return text;
    }
}
