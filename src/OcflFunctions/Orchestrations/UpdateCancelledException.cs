namespace OcflFunctions.Orchestrations;

/// <summary>A caller asked the update to stop. Stays within the orchestrator.</summary>
/// <param name="reason">Why; null when not given.</param>
internal sealed class UpdateCancelledException(string? reason) : Exception(reason ?? "No reason was given.");
