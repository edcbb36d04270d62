namespace Ocfl.Cli;

/// <summary>What a command line asks for cannot be done.</summary>
/// <param name="message">What is wrong, with the argument's name.</param>
internal sealed class ToolException(string message) : Exception(message)
{
    /// <summary>What an argument asks for cannot be done.</summary>
    /// <param name="argument">The argument's name, as help has it.</param>
    /// <param name="value">What was given.</param>
    /// <param name="rule">What is wrong, or what would be right.</param>
    public ToolException(string argument, string value, string rule)
        : this($"{argument} '{value}': {rule}")
    {
    }
}
