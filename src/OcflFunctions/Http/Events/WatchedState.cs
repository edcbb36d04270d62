using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http.Events;

/// <summary>What listeners of an update, a validation or a purge see of it at a moment.</summary>
internal sealed record WatchedState
{
    /// <summary>The data of the event <c>status</c>.</summary>
    public required byte[] Status { get; init; }

    /// <summary>What of the status is compared: without the time.</summary>
    public required string StatusKey { get; init; }

    /// <summary>The data of the event <c>progress</c>; null if it has no progress.</summary>
    public byte[]? Progress { get; init; }

    /// <summary>The states of the steps, a character each; empty if it has none.</summary>
    public string Steps { get; init; } = "";

    /// <summary>The data of the event <c>step</c> of a step, by its place from 0.</summary>
    public Func<int, byte[]> StepAt { get; init; } = _ => [];

    /// <summary>The data of the event <c>end</c>; null until it has finished.</summary>
    public byte[]? End { get; init; }

    /// <summary>A value as the data of an event: one line.</summary>
    public static byte[] Line<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}

/// <summary>
/// What a listener has received so far. Each event's id is this, so that a listener can continue at any server: events are differences
/// between what it has received and the state now.
/// </summary>
internal sealed record EventCursor
{
    private const string Ended = "end";
    private const char Separator = '~';
    private const int MostCharacters = 2048;

    /// <summary>Nothing yet.</summary>
    public static readonly EventCursor None = new();

    /// <summary>The hash of the last status; empty if there was none.</summary>
    public string Status { get; init; } = "";

    /// <summary>The hash of the last progress; empty if there was none.</summary>
    public string Progress { get; init; } = "";

    /// <summary>The states of the steps that were sent.</summary>
    public string Steps { get; init; } = "";

    /// <summary>Whether the end was sent.</summary>
    public bool IsEnd { get; init; }

    /// <summary>The id of the event after which a listener has received this.</summary>
    public override string ToString() => IsEnd ? Ended : $"{Status}{Separator}{Progress}{Separator}{Pack(Steps)}";

    /// <summary>Reads the header <c>Last-Event-ID</c>.</summary>
    /// <exception cref="ProblemException">It is not an id of this service.</exception>
    public static EventCursor Parse(string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            return None;
        }

        string[] parts = id.Split(Separator);
        return id == Ended ? new EventCursor { IsEnd = true }
            : id.Length <= MostCharacters && parts.Length == 3 && TryUnpack(parts[2]) is { } steps
                ? new EventCursor { Status = parts[0], Progress = parts[1], Steps = steps }
            : throw new ProblemException(ProblemKind.InvalidHeader, "It is not the id of an event of this service.", "Last-Event-ID");
    }

    /// <summary>The events between what was received and a state.</summary>
    /// <returns>Each event, and what is received with it.</returns>
    public IEnumerable<(string Name, byte[] Data, EventCursor After)> To(WatchedState state)
    {
        EventCursor cursor = this;
        if (Hash(Encoding.UTF8.GetBytes(state.StatusKey)) is var status && status != cursor.Status)
        {
            cursor = cursor with { Status = status };
            yield return (WatchEventNames.Status, state.Status, cursor);
        }

        for (int step = 0; step < state.Steps.Length; step++)
        {
            if (step >= cursor.Steps.Length || cursor.Steps[step] != state.Steps[step])
            {
                cursor = cursor with { Steps = Replace(cursor.Steps, step, state.Steps[step]) };
                yield return (WatchEventNames.Step, state.StepAt(step), cursor);
            }
        }

        if (state.Progress is { } data && Hash(data) is var progress && progress != cursor.Progress)
        {
            cursor = cursor with { Progress = progress };
            yield return (WatchEventNames.Progress, data, cursor);
        }

        if (state.End is { } end && !IsEnd)
        {
            yield return (WatchEventNames.End, end, cursor with { IsEnd = true });
        }
    }

    private static string Replace(string steps, int step, char state) =>
        step == steps.Length ? steps + state : string.Concat(steps.AsSpan(0, step), [state], steps.AsSpan(step + 1));

    private static string Hash(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(SHA256.HashData(data).AsSpan(0, 8));

    // A state after how often it follows itself.
    private static string Pack(string steps)
    {
        StringBuilder text = new();
        for (int first = 0; first < steps.Length;)
        {
            int end = first;
            while (end < steps.Length && steps[end] == steps[first])
            {
                end++;
            }

            text.Append(end - first).Append(steps[first]);
            first = end;
        }

        return text.ToString();
    }

    private static string? TryUnpack(string text)
    {
        const int most = 10_000;
        StringBuilder steps = new();
        int count = 0;
        foreach (char character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                count = (count * 10) + (character - '0');
            }
            else
            {
                steps.Append(character, count);
                count = 0;
            }

            if (count > most || steps.Length > most)
            {
                return null;
            }
        }

        return steps.ToString();
    }
}
