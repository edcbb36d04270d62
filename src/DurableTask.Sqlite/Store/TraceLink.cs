using System.Diagnostics;

namespace DurableTask.Sqlite.Store;

/// <summary>
/// The place of an orchestration in a trace (W3C Trace Context). It is kept with the instance, so that a restart of the engine does not
/// break the trace.
/// </summary>
/// <param name="Parent">The <c>traceparent</c> of its caller.</param>
/// <param name="Span">The id of the orchestration's own span, chosen before there is a span: activities name it as their parent.</param>
/// <param name="State">The <c>tracestate</c>; null if there is none.</param>
internal sealed record TraceLink(string Parent, string Span, string? State)
{
    private const int ParentLength = 55;
    private const int SpanLength = 16;
    private const int SpanAt = 36;

    /// <summary>The link of what the current activity starts; null if there is none.</summary>
    public static TraceLink? Current() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } caller
        ? new TraceLink(id, NewSpan(), caller.TraceStateString is { Length: > 0 } state ? state : null)
        : null;

    /// <summary>Reads a recorded link; null if there is none or it cannot be read.</summary>
    public static TraceLink? Read(string? text) =>
        text is { Length: >= ParentLength + 1 + SpanLength }
        && text.Length is ParentLength + 1 + SpanLength or > ParentLength + SpanLength + 2
        && ActivityContext.TryParse(text[..ParentLength], null, out _)
            ? new TraceLink(
                text[..ParentLength],
                text.Substring(ParentLength + 1, SpanLength),
                text.Length > ParentLength + SpanLength + 2 ? text[(ParentLength + SpanLength + 2)..] : null)
            : null;

    /// <summary>The span of the orchestration's caller.</summary>
    public ActivityContext Caller => ActivityContext.Parse(Parent, State);

    /// <summary>The orchestration's own span.</summary>
    public ActivityContext Own => ActivityContext.Parse(OwnId, State);

    private string OwnId => string.Concat(Parent.AsSpan(0, SpanAt), Span, Parent.AsSpan(SpanAt + SpanLength));

    /// <summary>The link of what the orchestration starts.</summary>
    public TraceLink Child() => new(OwnId, NewSpan(), State);

    /// <summary>The link of another run of the same orchestration, which has a new span with the same parent.</summary>
    public TraceLink NextRun() => this with { Span = NewSpan() };

    /// <summary>The text that <see cref="Read"/> reads.</summary>
    public override string ToString() => State is null ? $"{Parent} {Span}" : $"{Parent} {Span} {State}";

    private static string NewSpan() => ActivitySpanId.CreateRandom().ToHexString();
}
