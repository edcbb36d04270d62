using System.Text.Json.Serialization;
using Ocfl.Updates;
using OcflFunctions.Contracts;

namespace OcflFunctions.Work;

/// <summary>A plan without its steps and without the inventory's bytes: made once, whichever of two runs was first.</summary>
/// <param name="Folder">Where the parts are: a folder of the run that was first.</param>
/// <param name="Plan">The plan, with no activities and no inventory.</param>
/// <param name="Summary">What the orchestrator needs to know.</param>
public sealed record PlanHeader(
    [property: JsonPropertyName("folder")] string Folder,
    [property: JsonPropertyName("plan")] UpdatePlan Plan,
    [property: JsonPropertyName("summary")] PlanSummary Summary);
