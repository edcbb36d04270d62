using System.Text.Json;

namespace OcflFunctions.Durable;

/// <summary>
/// The reason in the payload of an event. Anyone with the engine's key can raise an event with any JSON, and a payload that does not fit
/// the type that an orchestrator waits for fails it outside its own handlers. So events are received as any JSON, and read here.
/// </summary>
internal static class EventReason
{
    private const int Longest = 1000;

    /// <summary>
    /// The text of a payload that is a string, or of its member <c>reason</c>, without control characters and clipped. Null if there is
    /// none: the command is valid without a reason.
    /// </summary>
    public static string? Of(object? payload)
    {
        try
        {
            return payload switch
            {
                JsonElement { ValueKind: JsonValueKind.Object } json => json.TryGetProperty("reason", out JsonElement reason)
                    ? TextOf(reason)
                    : null,
                JsonElement json => TextOf(json),
                string text => Clean(text),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // A string with half a surrogate pair ("\ud800") is JSON, but not text.
            return null;
        }
    }

    private static string? TextOf(JsonElement json) => json.ValueKind == JsonValueKind.String ? Clean(json.GetString()!) : null;

    private static string Clean(string text) =>
        StatusText.Clip(string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)), Longest);
}

/// <summary>The payload with which the HTTP API raises the event <c>Cancel</c>. The orchestrator accepts any other as well.</summary>
/// <param name="Reason">Why; null when not given.</param>
public sealed record CancelRequest(string? Reason)
{
    /// <summary>The event: an update stops and undoes what it did; a validation or an import begins no further object.</summary>
    public const string Event = "Cancel";
}
