using System.CommandLine;
using System.Globalization;

namespace Ocfl.Cli.Commands;

/// <summary>What the lists of a service have in common.</summary>
internal static class ServiceLists
{
    /// <summary>How many items a page has at most.</summary>
    public const int LongestPage = 500;

    private const int Usual = 100;

    /// <summary>How many items are listed.</summary>
    public static Option<string> Number() => new("--number", "-n")
    {
        Description = "How many to list at most; 100 unless given.",
        HelpName = "NUMBER",
    };

    /// <summary>The value of <see cref="Number"/>.</summary>
    public static int ReadNumber(string? text) =>
        text is null ? Usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number
        : throw new ToolException("--number", text, "must be a number, 1 or more");

    /// <summary>Words with commas between; none if the option was not given.</summary>
    public static IReadOnlyCollection<T> ReadWords<T>(string option, string? text)
        where T : struct, Enum
    {
        string[] known = [.. Enum.GetNames<T>().Where(name => name != "Unknown")];
        return [.. (text?.Split(',', StringSplitOptions.TrimEntries) ?? []).Select(word =>
            known.FirstOrDefault(name => string.Equals(name, word, StringComparison.OrdinalIgnoreCase)) is { } name
                ? Enum.Parse<T>(name)
                : throw new ToolException(option, word, $"must be one of {string.Join(", ", known)}"))];
    }

    /// <summary>A time as the tool writes it.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
