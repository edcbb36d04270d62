namespace DurableTask.Conformance;

/// <summary>Why cases cannot be seen over the HTTP API of a Functions host.</summary>
public static class NotOverHttp
{
    public const string Failure = "a status has the text of a failure, not its details";
    public const string Payloads = "a status has the output whether it is wanted or not";
    public const string Tags = "a start has no tags";
    public const string Dedupe = "a start has no DedupeStatuses";
    public const string Id = "an id is a part of the address, and is checked there";
    public const string Version = "a start has no version";
    public const string Unversioned = "a start over HTTP has the version \"\" or the default, never null";
    public const string Later = "a start has no time";
    public const string Size = "the host limits a body before the engine sees it";
    public const string UnknownOrchestrator = "a start of an unknown orchestrator is refused before the engine sees it";
    public const string Output = "a termination has a text, not a value";
    public const string Recursion = "terminations and purges are not recursive";
    public const string SecondSuspension = "a second suspension is not refused";
    public const string NoPayload = "an event always has a value, and null is one";
    public const string PageSize = "a page size of zero is none";
    public const string Token = "a wait is a loop of the client";
}
