namespace Ocfl.Cli;

/// <summary>What an argument asks for cannot be done.</summary>
/// <param name="argument">The argument's name, as help has it.</param>
/// <param name="value">What was given.</param>
/// <param name="rule">What is wrong, or what would be right.</param>
internal sealed class ToolException(string argument, string value, string rule) : Exception($"{argument} '{value}': {rule}");
