namespace OcflFunctions.Work;

/// <summary>An update's place in the queue for its object.</summary>
/// <param name="Queue">The updates of the object up to this one, which is the last of them.</param>
/// <param name="IsNew">Whether the update has claimed it just now; false for whoever does it again.</param>
/// <param name="PassedOver">Updates before it that do not run any more, and lost their places just now.</param>
public sealed record ClaimedPlace(IReadOnlyList<string> Queue, bool IsNew, IReadOnlyList<string> PassedOver);
