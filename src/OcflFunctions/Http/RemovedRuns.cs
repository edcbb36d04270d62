namespace OcflFunctions.Http;

/// <summary>Why a run may be missing.</summary>
internal static class RemovedRuns
{
    /// <summary>A sentence for the problem of a run that is not found.</summary>
    /// <param name="nouns">What runs, such as <c>updates</c>.</param>
    public static string Describe(string nouns) =>
        $"Finished {nouns} are removed after a time (Ocfl:Maintenance:KeepRuns); objects keep what was committed.";
}
