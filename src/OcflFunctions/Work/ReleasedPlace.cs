namespace OcflFunctions.Work;

/// <summary>What was left behind when an update gave up its place in the queue for its object.</summary>
/// <param name="Next">The update whose turn it is then, and which waits to hear of it; null when there is none.</param>
/// <param name="WasHeld">Whether there was a place to give up: false for whoever does it again.</param>
/// <param name="PassedOver">Updates that do not run any more, and lost their places just now.</param>
public sealed record ReleasedPlace(string? Next, bool WasHeld, IReadOnlyList<string> PassedOver);
