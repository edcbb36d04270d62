namespace Ocfl.Cli;

/// <summary>A command line cannot be executed.</summary>
/// <param name="message">What is wrong, with the argument's name.</param>
internal sealed class ToolException(string message) : Exception(message)
{
    /// <summary>An argument is not valid.</summary>
    /// <param name="argument">The argument's name, as help has it.</param>
    /// <param name="value">What was given.</param>
    /// <param name="rule">What is wrong, or what is valid.</param>
    public ToolException(string argument, string value, string rule)
        : this($"{argument} '{value}': {rule}")
    {
    }
}
