namespace OcflFunctions.Local.Functions;

/// <summary>The engine runs the function as an orchestrator.</summary>
/// <param name="TaskName">The name by which it is scheduled.</param>
internal sealed record OrchestrationFunctionTrigger(string TaskName) : FunctionTrigger
{
    public override string Kind => "orchestration";
}
