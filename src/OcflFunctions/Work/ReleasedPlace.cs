namespace OcflFunctions.Work;

/// <summary>What was left behind when an update gave up its place in the queue for its object.</summary>
/// <param name="Next">The update whose turn it is then, which should be told; null when nobody waits.</param>
/// <param name="WasHeld">Whether there was a place to give up: false for whoever does it again.</param>
public sealed record ReleasedPlace(string? Next, bool WasHeld);
