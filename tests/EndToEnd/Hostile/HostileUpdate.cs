namespace EndToEnd.Hostile;

/// <summary>An update as it was answered in the end.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ObjectId">The object.</param>
/// <param name="Message">What it was asked with, which no other was.</param>
/// <param name="Mode">Replace or merge.</param>
/// <param name="Files">What its source holds: digests by path.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Version">The version that it made; null when it made none.</param>
internal sealed record HostileUpdate(
    string Id, string ObjectId, string Message, string Mode, IReadOnlyDictionary<string, string> Files, string Status, string? Version);
