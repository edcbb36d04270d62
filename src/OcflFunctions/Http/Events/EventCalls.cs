using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Http.Events;

/// <summary>Describes the calls that send events.</summary>
internal static class EventCalls
{
    /// <summary>A call.</summary>
    /// <param name="function">The function.</param>
    /// <param name="what">What is watched, with its article.</param>
    /// <param name="path">Its parameters in the path.</param>
    /// <param name="notFound">The problem if there is none.</param>
    /// <param name="example">A stream.</param>
    public static CallDescription Watch(
        string function, string what, IReadOnlyList<CallParameter> path, ProblemKind notFound, string example) =>
        new(function, CallerRole.Reader, $"Watch {what}")
        {
            Description = "Server-sent events. The events `status`, `progress` and `step` carry what has changed, `end` all of it; after "
                + "it nothing follows. Each has an id, with which a listener continues at any server. States that a listener is too slow "
                + "for are skipped; the last one is not. The stream ends after at most 3 minutes, and its listener connects again.",
            Parameters = [.. path, CallParameter.LastEventId],
            Answers =
            [
                new(StatusCodes.Status200OK, "The events.")
                {
                    Body = CallContent.Raw("The stream.", EventStream.MediaType) with
                    {
                        Examples = new Dictionary<string, JsonNode>(StringComparer.Ordinal) { ["stream"] = JsonValue.Create(example) },
                    },
                },
                new(StatusCodes.Status204NoContent, "The listener has received the end."),
            ],
            Problems = [notFound, ProblemKind.InvalidHeader, ProblemKind.NotAcceptable, ProblemKind.TooManyStreams],
        };

    /// <summary>An example of a stream.</summary>
    /// <param name="events">Its events: name, id and data.</param>
    public static string Example(params ReadOnlySpan<(string Name, string Id, byte[] Data)> events)
    {
        string text = "retry: 1000\n\n";
        foreach ((string name, string id, byte[] data) in events)
        {
            text += $"event: {name}\nid: {id}\ndata: {Encoding.UTF8.GetString(data)}\n\n";
        }

        return text;
    }
}
