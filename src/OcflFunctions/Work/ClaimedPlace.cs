namespace OcflFunctions.Work;

/// <summary>An update's place in the queue for its object.</summary>
/// <param name="Queue">The updates of the object up to this one, which is the last of them.</param>
/// <param name="IsNew">Whether the place was taken just now.</param>
public sealed record ClaimedPlace(IReadOnlyList<string> Queue, bool IsNew);
