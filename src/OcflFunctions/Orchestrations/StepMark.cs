namespace OcflFunctions.Orchestrations;

/// <summary>The characters of <see cref="Contracts.UpdateCustomStatus.Steps"/>.</summary>
internal static class StepMark
{
    public const char Waiting = '.';
    public const char Running = 'r';
    public const char Done = 'd';
    public const char AlreadyDone = 's';
}
