using System.Globalization;
using System.Text.RegularExpressions;

namespace OcflFunctions.Local.Tests.Documentation;

/// <summary>Each log event has a number of its own, and a row in docs/telemetry.md.</summary>
public sealed partial class LogEventTests
{
    [Fact]
    public void Each_log_event_has_a_number_of_its_own_and_is_documented()
    {
        List<string> problems = [];
        Dictionary<int, string> levels = [];
        foreach ((string path, string text) in Repository.Sources())
        {
            foreach (Match declared in Declared().Matches(text))
            {
                Match event_ = Event().Match(text, declared.Index);
                if (!event_.Success || event_.Index != declared.Index)
                {
                    problems.Add(
                        $"{path}: write [LoggerMessage(ID, LogLevel.X, \"…\")], with an id of the area's range in docs/telemetry.md, "
                            + $"not '{Line(text, declared.Index)}'.");
                }
                else if (!levels.TryAdd(int.Parse(event_.Groups["id"].Value, CultureInfo.InvariantCulture), event_.Groups["level"].Value))
                {
                    problems.Add(
                        $"{path}: the id {event_.Groups["id"].Value} is taken by another event; take the next free one of the area's "
                            + "range in docs/telemetry.md.");
                }
            }
        }

        Dictionary<int, string> documented = Repository.Rows(Repository.Section(Repository.Read("docs/telemetry.md"), "Log events"))
            .ToDictionary(row => int.Parse(row[0], CultureInfo.InvariantCulture), row => row[1]);
        problems.AddRange(levels.Except(documented).Select(
            found => $"docs/telemetry.md, Log events: add the row '| {found.Key} | {found.Value} | what it says | |'."));
        problems.AddRange(documented.Except(levels).Select(
            found => $"docs/telemetry.md, Log events: the row '| {found.Key} | {found.Value} |' is no event of the code; remove it."));
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.InRange(levels.Count, 20, 1000);
    }

    private static string Line(string text, int at) => text[at..].Split('\n')[0].Trim();

    [GeneratedRegex(@"\[LoggerMessage\(")]
    private static partial Regex Declared();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?<id>\d+),\s*LogLevel\.(?<level>\w+),\s*""")]
    private static partial Regex Event();
}
