namespace OcflFunctions.Local.Functions;

/// <summary>The engine runs the function as an activity.</summary>
/// <param name="TaskName">The name by which orchestrators call it.</param>
/// <param name="InputType">The type of its input.</param>
internal sealed record ActivityFunctionTrigger(string TaskName, Type InputType) : FunctionTrigger
{
    public override string Kind => "activity";
}
