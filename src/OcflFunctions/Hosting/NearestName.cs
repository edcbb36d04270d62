namespace OcflFunctions.Hosting;

/// <summary>Finds the name that somebody may have meant.</summary>
internal static class NearestName
{
    /// <summary>The known name with the fewest slips from the one that was given; null where none is near.</summary>
    public static string? Find(string given, IEnumerable<string> known)
    {
        (string? Name, int Slips) nearest = known.Select(name => ((string?)name, Slips(given, name))).DefaultIfEmpty((null, int.MaxValue)).MinBy(each => each.Item2);
        return nearest.Slips <= Math.Max(1, given.Length / 3) ? nearest.Name : null;
    }

    /// <summary>A question to end a message with, such as <c> Did you mean 'status'?</c>; empty where no name is near.</summary>
    public static string Suggest(string given, IEnumerable<string> known) => Find(given, known) is { } name ? $" Did you mean '{name}'?" : "";

    // The distance of Levenshtein, upper and lower case taken alike.
    private static int Slips(string left, string right)
    {
        int[] before = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 0; i < left.Length; i++)
        {
            int[] now = new int[right.Length + 1];
            now[0] = i + 1;
            for (int j = 0; j < right.Length; j++)
            {
                int change = char.ToUpperInvariant(left[i]) == char.ToUpperInvariant(right[j]) ? 0 : 1;
                now[j + 1] = Math.Min(Math.Min(before[j + 1], now[j]) + 1, before[j] + change);
            }

            before = now;
        }

        return before[^1];
    }
}
