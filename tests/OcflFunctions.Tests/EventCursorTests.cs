using System.Text;
using OcflFunctions.Http;
using OcflFunctions.Http.Events;

namespace OcflFunctions.Tests;

public sealed class EventCursorTests
{
    private const string Marks = ".rds";

    /// <summary>
    /// A listener that is disconnected after any event, and continues with its id, gets nothing twice, and ends with the last state of
    /// everything.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_listener_continues_after_any_event(int seed)
    {
        Random random = new(seed);
        int steps = random.Next(0, 301);
        string marks = new('.', steps);
        EventCursor cursor = EventCursor.None;
        Dictionary<string, string> received = [];
        for (int round = 0; round < 50; round++)
        {
            marks = string.Concat(marks.Select(mark => random.Next(10) == 0 ? Marks[random.Next(Marks.Length)] : mark));
            WatchedState state = StateOf($"status {random.Next(3)}", $"progress {random.Next(5)}", marks, isEnd: round == 49);
            bool isCut = false;
            foreach ((string name, byte[] data, EventCursor after) in cursor.To(state))
            {
                string text = Encoding.UTF8.GetString(data);
                string key = name == "step" ? text.Split(' ')[0] : name;
                Assert.NotEqual(text, received.GetValueOrDefault(key));
                received[key] = text;
                cursor = EventCursor.Parse(after.ToString());
                Assert.InRange(after.ToString().Length, 1, 1000);
                isCut = random.Next(20) == 0;
                if (isCut)
                {
                    break;
                }
            }

            if (!isCut)
            {
                Assert.Equal(state.StatusKey, received["status"]);
                Assert.Equal(marks, string.Concat(Enumerable.Range(0, steps).Select(step => received[$"{step}"].Split(' ')[1])));
            }
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a~b")]
    [InlineData("a~b~99999999d")]
    [InlineData("a~b~c~d")]
    public void An_id_of_another_service_is_refused(string id) =>
        Assert.Equal("Last-Event-ID", Assert.Throws<ProblemException>(() => EventCursor.Parse(id)).Problem.Field);

    private static WatchedState StateOf(string status, string progress, string marks, bool isEnd) => new()
    {
        Status = Encoding.UTF8.GetBytes(status),
        StatusKey = status,
        Progress = Encoding.UTF8.GetBytes(progress),
        Steps = marks,
        StepAt = step => Encoding.UTF8.GetBytes($"{step} {marks[step]}"),
        End = isEnd ? "end"u8.ToArray() : null,
    };
}
